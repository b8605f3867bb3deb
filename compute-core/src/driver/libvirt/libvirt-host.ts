import type { PowerState } from '#domain/server/power-state'
import { unavailable } from '#platform/errors'
import type { ServerId } from '#platform/ids'
import { accelerator } from './accelerator.ts'
import { metadataNamespace } from './domain-xml/metadata.ts'
import type { DomainType } from './domain-xml/platform.ts'
import { portFilterXmls } from './domain-xml/port-filter.ts'
import type { Connection } from './ffi/connection.ts'
import { connectionPool, maxConnections } from './ffi/connection-pool.ts'
import { lookUpDomain, type Domain } from './ffi/domain.ts'
import { isLibvirtError, unless } from './ffi/libvirt-error.ts'
import { isOfAnotherFolder } from './of-another-folder.ts'
import { powerEvents, type PowerEvents } from './power-events.ts'
import { inTurn as inTurnByKey } from '#platform/in-turn'

/** One hypervisor as the driver's methods see it: connections, our guests on it, and whose turn it is. */
export interface LibvirtHost {
  readonly uri: string
  readonly domainType: DomainType
  /** Where guests' disks are; its file system is what the host has to offer. */
  readonly disksFolder: string
  /** The CPUs that guests may have for themselves; the others are for all guests. */
  readonly dedicatedCpus: readonly number[]
  readonly events: PowerEvents
  /** Lends a connection; not to be nested. */
  use<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>
  /** Lends one of our guests, or answers undefined where there is none of that id. A foreign domain is none. */
  withGuest<Result>(serverId: ServerId, work: (domain: Domain) => Promise<Result>): Promise<Result | undefined>
  powerState(serverId: ServerId): Promise<PowerState | undefined>
  /** Whether this cloud made the domain: it has our metadata, and its disks are in no other cloud's folder. */
  isOurs(domain: Domain): Promise<boolean>
  /** Refuses to touch a domain that has the id of a guest but is somebody else's. */
  refuseForeign(connection: Connection, serverId: ServerId): Promise<void>
  /** Runs what defines, starts or removes a guest, one at a time for each guest. */
  inTurn<Result>(serverId: ServerId, work: () => Promise<Result>): Promise<Result>
  /** Runs what gives guests CPUs of their own, one at a time. */
  inTurnForCpus<Result>(work: () => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Connects to the hypervisor at `uri` and finds out what runs guests there. */
export async function libvirtHost(
  uri: string,
  disksFolder: string,
  dedicatedCpus: readonly number[] = [],
): Promise<LibvirtHost> {
  const pool = connectionPool(uri, maxConnections(), () => events.doubt())
  const known = new Set<ServerId>()
  const inTurn = inTurnByKey<ServerId>()
  const inTurnForCpus = inTurnByKey<'cpus'>()

  const isOurs = async (domain: Domain) => {
    const { serverId } = domain
    // A domain never changes its owner: once seen, no need to ask again.
    if (known.has(serverId)) return true
    const ours = (await domain.hasMetadata(metadataNamespace)) && !(await isOfAnotherFolder(domain, disksFolder))
    if (ours) known.add(serverId)
    return ours
  }
  const events = powerEvents(uri, async (serverId) => known.has(serverId) || (await isGuest(serverId)))
  const use: LibvirtHost['use'] = async (work) => {
    return pool.use(async (connection) => {
      // Only now: that the pool had to replace a connection tells that the one of the events has dropped, too.
      await events.listen()
      return work(connection).catch((error: unknown) => sayIfLost(uri, connection, error))
    })
  }
  const withGuest: LibvirtHost['withGuest'] = (serverId, work) =>
    use(async (connection) => {
      const domain = await lookUpDomain(connection, serverId)
      if (domain === undefined) return undefined
      try {
        return (await isOurs(domain)) ? await work(domain) : undefined
      } finally {
        domain.free()
      }
    })
  const isGuest = async (serverId: ServerId) => (await withGuest(serverId, async () => true)) ?? false
  const close = async () => {
    await events.close()
    await pool.close()
  }

  try {
    const domainType = await use(domainTypeOf)
    await use(definePortFilters)
    return {
      uri,
      domainType,
      disksFolder,
      dedicatedCpus,
      events,
      use,
      withGuest,
      powerState: (serverId) => withGuest(serverId, (domain) => domain.powerState()),
      isOurs,
      async refuseForeign(connection, serverId) {
        const domain = await lookUpDomain(connection, serverId)
        if (domain === undefined) return
        const ours = await isOurs(domain).finally(() => domain.free())
        if (!ours)
          throw unavailable(
            `The id ${serverId}`,
            'A domain with it exists that is not ours. Remove it from the host first.',
          )
      },
      inTurn,
      inTurnForCpus: (work) => inTurnForCpus('cpus', work),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function domainTypeOf(connection: Connection): Promise<DomainType> {
  const type = await connection.call(connection.lib.virConnectGetType, connection.pointer)
  return type === 'TEST' ? 'test' : accelerator()
}

/** Filters belong to the host: an ordinary user's own libvirtd has none, as it has no bridges either. */
async function definePortFilters(connection: Connection): Promise<void> {
  const { lib, pointer } = connection
  for (const xml of portFilterXmls()) {
    const filter = await connection
      .call(lib.virNWFilterDefineXML, pointer, xml)
      .catch(unless('NO_SUPPORT', 'OPERATION_INVALID'))
    if (filter !== undefined) lib.virNWFilterFree(filter)
  }
}

/** An error of a call whose connection has dropped is about the connection, whatever the call says. */
async function sayIfLost(uri: string, connection: Connection, error: unknown): Promise<never> {
  if (isLibvirtError(error) && !(await connection.isAlive())) {
    throw unavailable(`The hypervisor at ${uri}`, 'libvirtd hung up. Try again once it runs.', error)
  }
  throw error
}
