import { Readable } from 'node:stream'
import type { ServerId } from '#platform/ids'
import type { AgentImages, HostDisks } from './host-disks.ts'

/** Disks that exist only in memory, for tests and scale runs. */
export interface FakeDisks extends HostDisks {
  /** Makes the next `create` fail with `error`; several wait in line. */
  failNextCreate(error: Error): void
}

const fakeDiskBytes = 65_536
const rootDisk = (serverId: ServerId) => `/fake/${serverId}/disk`

/** Disks without bytes: made at once, with a console log that says a line. */
export function fakeDisks(images?: Pick<AgentImages, 'write'>): FakeDisks {
  const servers = new Map<ServerId, string>()
  const failures: Error[] = []
  return {
    failNextCreate: (error) => void failures.push(error),
    async create({ serverId, hostname }) {
      const error = failures.shift()
      if (error !== undefined) throw error
      servers.set(serverId, `${hostname} login: `)
    },
    async delete(serverId) {
      servers.delete(serverId)
    },
    async rebuild({ serverId, hostname }) {
      servers.set(serverId, `${hostname} login: `)
    },
    async rescue({ serverId }) {
      servers.set(serverId, 'rescue login: ')
    },
    async unrescue() {},
    async snapshot({ serverId }, copyLive) {
      await copyLive(rootDisk(serverId), `${rootDisk(serverId)}.delta`)
    },
    async uploadSnapshot({ imageId }) {
      const bytes = Buffer.alloc(fakeDiskBytes)
      await images?.write(imageId, { diskFormat: 'raw', size: bytes.length, open: () => Readable.from([bytes]) })
    },
    async discardSnapshot() {},
    rootDisk,
    async resize() {},
    async revertResize() {},
    async confirmResize() {},
    filesOf: ({ serverId, rescue }) => ({
      disks: [
        { source: `/fake/${serverId}/disk${rescue ? '.rescue' : ''}`, format: 'qcow2', device: 'disk', bootOrder: 1 },
      ],
      consoleLogPath: `/fake/${serverId}/console.log`,
    }),
    consoleLog: async (serverId, maxBytes) => servers.get(serverId)?.slice(-maxBytes) ?? null,
    list: async () => [...servers.keys()],
  }
}
