import { Readable } from 'node:stream'
import type { ImageId, ServerId } from '#platform/ids'
import type { AgentImages, HostDisks } from './host-disks.ts'

/** Disks that exist only in memory, for tests and scale runs. */
export interface FakeDisks extends HostDisks {
  /** Makes the next `create` fail with `error`; several wait in line. */
  failNextCreate(error: Error): void
  /** The servers with disks here. */
  readonly made: ReadonlySet<ServerId>
  /** The servers whose disks are kept as they were before a resize. */
  readonly kept: ReadonlySet<ServerId>
  /** The servers with the disks of a rescue. */
  readonly rescues: ReadonlySet<ServerId>
  /** The images that were fetched for the disks to come. */
  readonly cached: ReadonlySet<ImageId>
  /** The images whose snapshots wait here to be uploaded, with the server that each is of. */
  readonly snapshots: ReadonlyMap<ImageId, ServerId>
}

const fakeDiskBytes = 65_536
const rootDisk = (serverId: ServerId) => `/fake/${serverId}/disk`

const bootedConsole = (hostname: string) =>
  `[    0.000000] Linux version 0.0.0 (fake@kilonova)\n[    0.000001] Run /sbin/init as init process\n${hostname} login: `

/** Disks without bytes: made at once, with a console log of three lines. */
export function fakeDisks(images?: Pick<AgentImages, 'write'>): FakeDisks {
  const made = new Set<ServerId>()
  const kept = new Set<ServerId>()
  const rescues = new Set<ServerId>()
  const cached = new Set<ImageId>()
  const snapshots = new Map<ImageId, ServerId>()
  const consoles = new Map<ServerId, string>()
  const failures: Error[] = []
  return {
    made,
    kept,
    rescues,
    cached,
    snapshots,
    failNextCreate: (error) => void failures.push(error),
    async create({ serverId, hostname }) {
      const error = failures.shift()
      if (error !== undefined) throw error
      made.add(serverId)
      consoles.set(serverId, bootedConsole(hostname))
    },
    async delete(serverId) {
      for (const servers of [made, kept, rescues, consoles]) servers.delete(serverId)
      for (const [imageId, owner] of snapshots) if (owner === serverId) snapshots.delete(imageId)
    },
    async rebuild({ serverId, hostname }) {
      made.add(serverId)
      rescues.delete(serverId)
      consoles.set(serverId, bootedConsole(hostname))
    },
    async rescue({ serverId }) {
      rescues.add(serverId)
      consoles.set(serverId, bootedConsole('rescue'))
    },
    async unrescue(serverId) {
      rescues.delete(serverId)
    },
    async snapshot({ serverId, imageId }, copyLive) {
      await copyLive(rootDisk(serverId), `${rootDisk(serverId)}.delta`)
      snapshots.set(imageId, serverId)
    },
    async uploadSnapshot({ imageId, grant }) {
      const bytes = Buffer.alloc(fakeDiskBytes)
      const open = ({ start }: { start: number } = { start: 0 }) => Readable.from([bytes.subarray(start)])
      await images?.write({ id: imageId, grant }, { diskFormat: 'raw', size: bytes.length, open })
      snapshots.delete(imageId)
    },
    async discardSnapshot({ imageId }) {
      snapshots.delete(imageId)
    },
    rootDisk,
    async resize({ serverId }) {
      kept.add(serverId)
    },
    async revertResize(serverId) {
      kept.delete(serverId)
    },
    async confirmResize(serverId) {
      kept.delete(serverId)
    },
    filesOf: ({ serverId, rescue }) => ({
      disks: [
        { source: `/fake/${serverId}/disk${rescue ? '.rescue' : ''}`, format: 'qcow2', device: 'disk', bootOrder: 1 },
      ],
      consoleLogPath: `/fake/${serverId}/console.log`,
    }),
    consoleLog: async (serverId, maxBytes) => consoles.get(serverId)?.slice(-maxBytes) ?? null,
    async cacheImage({ id }) {
      const outcome = cached.has(id) ? 'existing' : 'cached'
      cached.add(id)
      return outcome
    },
    list: async () => [...made],
  }
}
