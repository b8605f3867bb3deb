import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import { type Agent, createAgent } from '#agent/agent'
import type { AgentImages } from '#agent/disks/host-disks'
import { qcow2Disks } from '#agent/disks/qcow2-disks'
import type { HostNics } from '#agent/nics/host-nics'
import { anImage } from '#agent/commands/a-guest-command'
import type { AgentClient, AgentReports, GuestCommand, CommandKind, Commands } from '#agent/commands/command-contract'
import { remoteAgentClient } from '#agent/remote-agent-client'
import type { ComputeDriver } from '#driver/compute-driver'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { type ImageId, newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import { type WantedStates, wantedStates } from '#test/wanted-states'

/** An agent on this machine's QEMU with a data folder of its own, and what it has reported. */
export interface RealAgent {
  agent: Agent
  client: AgentClient
  driver: ComputeDriver
  /** What this host has to know. */
  states: WantedStates
  instances: string
  beats: Parameters<AgentReports['heartbeat']>[0][]
  changes: Parameters<AgentReports['powerChanged']>[0][]
  measured: Parameters<AgentReports['measured']>[0][]
  /** Gives a command under a new id. */
  command<Kind extends CommandKind>(kind: Kind, params: Commands[Kind]['params']): Promise<Commands[Kind]['result']>
  /** Makes a guest with its disks and links and starts it. */
  spawned(guest: GuestCommand): Promise<GuestCommand>
  /** Takes away all that a guest has on this machine. */
  removed(guest: GuestCommand): Promise<void>
  close(): Promise<void>
}

/** A real agent with its data under `parent`, which hands out the bytes of `open` for every image and brings snapshots to `write`. */
export async function realAgent(
  parent: string,
  nics: HostNics,
  open: (imageId: ImageId) => Readable | Promise<Readable>,
  write: AgentImages['write'] = async () => {},
): Promise<RealAgent> {
  await startDaemon()
  const dataDir = await mkdtemp(join(parent, 'kilonova-agent-'))
  const instances = join(dataDir, 'instances')
  await chmod(dataDir, 0o711)
  await mkdir(instances)
  const driver = await libvirtDriver({ uri: 'qemu:///system', disksFolder: instances })
  const [beats, changes, measured]: [RealAgent['beats'], RealAgent['changes'], RealAgent['measured']] = [[], [], []]
  const states = wantedStates()
  const firstBeat = Promise.withResolvers<void>()
  const agent = createAgent({
    hostName: 'here',
    driver,
    disks: qcow2Disks({
      dataDir,
      images: { open: async ({ id }) => open(id), write },
      seal: sealWith(Buffer.alloc(32)),
      dhcpDomain: '',
    }),
    nics,
    seal: sealWith(Buffer.alloc(32)),
    states,
    reports: {
      heartbeat: async (report) => {
        beats.push(report)
        firstBeat.resolve()
      },
      measured: async (report) => void measured.push(report),
      powerChanged: async (report) => void changes.push(report),
    },
    reportIntervalSeconds: 3600,
    metricsIntervalSeconds: 1,
    log: silentLog,
  })
  agent.start()
  // It tells of the host as it is before the first guest, however soon that one comes.
  await firstBeat.promise
  const made = new Map<ServerId, GuestCommand>()
  const client = remoteAgentClient({ hostName: 'here', fetch: inProcess(agent.app, { kind: 'control' }) })
  const command: RealAgent['command'] = (kind, params) => client.command(kind, newId(), params)
  const removed = async (guest: GuestCommand) => {
    const { serverId, ports } = guest
    await command('guest-destroy', { serverId })
    await command('disks-delete', { serverId })
    await command('nics-unplug', { serverId, ports })
    made.delete(serverId)
  }
  return {
    agent,
    client,
    driver,
    states,
    instances,
    beats,
    changes,
    measured,
    command,
    removed,
    async spawned(guest) {
      made.set(guest.serverId, guest)
      await command('nics-plug', guest)
      await command('disks-create', guest)
      await command('guest-spawn', guest)
      return guest
    },
    async close() {
      await Promise.all(Array.from(made.values(), removed))
      await agent.stop()
      await driver.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The file at `path` as a command has it. */
export async function imageOf(path: string, diskFormat: string): Promise<NonNullable<GuestCommand['image']>> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  return anImage({ size: (await stat(path)).size, sha512: hash.digest('hex') }, diskFormat)
}
