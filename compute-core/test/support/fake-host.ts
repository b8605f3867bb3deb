import { Hono } from 'hono'
import { type Agent, createAgent } from '#agent/agent'
import type { AgentClient, AgentReports, CommandKind } from '#agent/commands/command-contract'
import type { DesiredStates } from '#agent/desired/desired-contract'
import { fakeDisks, type FakeDisks } from '#agent/disks/fake-disks'
import type { AgentImages } from '#agent/disks/host-disks'
import type { HostPower } from '#agent/host-power'
import { fakeNics, type FakeNics } from '#agent/nics/fake-nics'
import type { PowerState } from '#domain/server/power-state'
import { fakeDriver, type FakeDriver } from '#driver/fake/fake-driver'
import type { FakeHost as FakeSize } from '#driver/fake/fake-facts'
import { packFailure } from '#agent/commands/command-wire'
import { hostFailure, hostUnavailable } from '#agent/commands/host-failure'
import { remoteAgentClient } from '#agent/remote-agent-client'
import type { ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { inProcess } from '#platform/wire/in-process'
import type { WireEnv } from '#platform/wire/peer'

/** The seal of fake hosts: what a test hides with it their agents open. */
export const hostSeal = sealWith(Buffer.alloc(32, 7))

/** The host of every test: the real agent over a driver, disks and network cards that are fakes, and what a test has it do wrong. */
export interface FakeHost {
  readonly name: string
  readonly driver: FakeDriver
  readonly disks: FakeDisks
  readonly nics: FakeNics
  /** The kinds of commands that came in, in their order. */
  readonly commands: CommandKind[]
  /** The kinds of commands that fail, and how; nothing is done for them. */
  readonly fails: Map<CommandKind, Error>
  isReachable: boolean
  /** The machine is switched off and on: guests have no power, the agent's process is another. */
  boot(): void
  /** Called before each command; tests look at or change the world there. */
  before: (kind: CommandKind) => Promise<void>
  /** For a conductor in this process; throws while the host cannot be reached. */
  client(): AgentClient
  /** The agent's HTTP face, for a conductor in another process. */
  readonly app: Hono<WireEnv>
  /** Has the agent's process die and come back: it forgets its commands, while guests, disks and cards stay what they are. */
  restart(): void
  /** Brings a running guest to `power`, as its owner would. */
  bring(serverId: ServerId, power: PowerState): Promise<void>
}

/** A host that is up and empty; what it uploads goes to `images`, and `states` has what it has to know. */
export function fakeHost(
  size: FakeSize & { hostname: string },
  images?: Pick<AgentImages, 'write'>,
  states: DesiredStates = nothingDesired,
): FakeHost {
  const parts = { driver: fakeDriver(size), disks: fakeDisks(images), nics: fakeNics(), states }
  const power: HostPower = { begin: async () => host.boot() }
  const start = () => createAgent({ ...parts, ...unheard, power, hostName: size.hostname })
  let agent: Agent = start()
  const host: FakeHost = {
    name: size.hostname,
    ...parts,
    commands: [],
    fails: new Map(),
    isReachable: true,
    before: async () => {},
    client() {
      if (!host.isReachable) throw hostUnavailable(`Host ${host.name} does not answer. Start its agent.`)
      return client
    },
    app: new Hono<WireEnv>().all('*', ({ req }) => agent.app.fetch(req.raw, { peer: { kind: 'control' } })),
    restart: () => void (agent = start()),
    boot() {
      parts.driver.boot()
      host.restart()
    },
    async bring(serverId, power) {
      if (power === 'paused') await parts.driver.pause(serverId)
      if (power === 'suspended') await parts.driver.suspend(serverId)
      if (power === 'shutdown') await parts.driver.powerOff(serverId, 0)
    },
  }
  const given = new Set<string>()
  // Of whichever agent there is at that moment.
  const own = remoteAgentClient({
    hostName: size.hostname,
    fetch: (path, init) => inProcess(agent.app, { kind: 'control' })(path, init),
  })
  const client: AgentClient = {
    async command(kind, commandId, params) {
      await host.before(kind)
      host.commands.push(kind)
      const error = host.fails.get(kind)
      if (error) throw hostFailure(kind, packFailure(error))
      // Whoever repeats a command finds an agent that has forgotten it: then the work itself is repeated, not only its answer.
      if (given.has(commandId)) host.restart()
      given.add(commandId)
      return own.command(kind, commandId, params)
    },
    openVnc: (serverId) => own.openVnc(serverId),
    openSerial: (serverId) => own.openSerial(serverId),
  }
  return host
}

/** The state of a host that has nothing. */
export const nothingDesired: DesiredStates = {
  desired: async () => ({ generation: 0, isWhole: true, servers: [], gone: [] }),
  reached: async () => {},
}

/** All that stands on the host for a server. */
export const standing = ({ driver, disks, nics }: FakeHost, id: ServerId) => {
  const snapshots = [...disks.snapshots.values()].filter((owner) => owner === id).length
  return {
    guest: driver.guests.get(id) ?? null,
    ...(driver.isSaved(id) && { saved: true }),
    ...(driver.specOf(id) && { cards: driver.specOf(id)!.nics.length }),
    disk: disks.made.has(id),
    ...(disks.rescues.has(id) && { rescue: true }),
    ...(disks.kept.has(id) && { kept: true }),
    ...(snapshots > 0 && { snapshots }),
    nic: nics.plugged.has(id),
  }
}

/** Agents of tests do not report by themselves: tests say when, and what. */
const unheard = {
  seal: hostSeal,
  reports: { heartbeat: async () => {}, measured: async () => {}, powerChanged: async () => {} } satisfies AgentReports,
  reportIntervalSeconds: 60,
  metricsIntervalSeconds: 0,
  log: silentLog,
}
