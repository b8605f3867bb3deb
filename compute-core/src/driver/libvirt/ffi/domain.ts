import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'
import { element, render } from '../domain-xml/element.ts'
import type { Connection } from './connection.ts'
import { domainFigures, type Figures } from './domain-figures.ts'
import { unless } from './libvirt-error.ts'
import type { LibvirtLibrary } from './libvirt-library.ts'
import type { Native, Pointer } from './native.ts'

const uuidLength = 37
const metadataElement = 2
const validateXml = 0
const skipAuthentication = 1
const undefineFlags = { managedSave: 1, snapshotsMetadata: 2, nvram: 4, checkpointsMetadata: 16 }
const undefineAll = Object.values(undefineFlags).reduce((flags, flag) => flags | flag)
/** A transient job is one that libvirt does not carry over a restart of the guest: only so it copies a domain that stays defined. */
const copyFlags = { shallow: 1, reuseTarget: 2, transientJob: 4 }
/** Where virDomainBlockJobInfo has what on 64 bits. */
const blockJobInfo = { current: 16, end: 24, size: 32 }
// libvirt's mock hypervisor refuses the flags of what it does not have.
const undefineInMock = undefineFlags.managedSave | undefineFlags.snapshotsMetadata

/** libvirt's domain states in order of their numbers. One being shut down still runs: it cannot be started yet. */
const states = [
  'pending',
  'running',
  'running',
  'paused',
  'running',
  'shutdown',
  'crashed',
  'suspended',
] as const satisfies PowerState[]

/** A domain and the connection it was found through; valid only while that connection is lent. */
export class Domain {
  readonly #connection: Connection
  readonly #pointer: Pointer

  constructor(connection: Connection, pointer: Pointer) {
    this.#connection = connection
    this.#pointer = pointer
  }

  get serverId(): ServerId {
    return uuidOf(this.#connection, this.#pointer)
  }

  /** Calls a function of libvirt on this domain. */
  call<Args extends readonly unknown[], Result>(
    pick: (lib: LibvirtLibrary) => Native<[Pointer, ...Args], Result>,
    ...args: Args
  ): Promise<NonNullable<Result>> {
    return this.#connection.call(pick(this.#connection.lib), this.#pointer, ...args)
  }

  /** The domain's figures of the kinds that `kinds` asks for, by libvirt's own names. */
  figures(kinds: number): Promise<Figures> {
    return domainFigures(this.#connection, this.#pointer, kinds)
  }

  async powerState(): Promise<PowerState> {
    const { lib } = this.#connection
    const state = [0]
    await this.#connection.call(lib.virDomainGetState, this.#pointer, state, [0], 0)
    return states[state[0] ?? 0] ?? 'pending'
  }

  /** Whether the domain's metadata has an element in `namespace`. */
  async hasMetadata(namespace: string): Promise<boolean> {
    const { lib } = this.#connection
    const found = await this.#connection
      .call(lib.virDomainGetMetadata, this.#pointer, metadataElement, namespace, 0)
      .catch(unless('NO_DOMAIN_METADATA', 'NO_DOMAIN'))
    return found !== undefined
  }

  async create(): Promise<void> {
    await this.#connection.call(this.#connection.lib.virDomainCreateWithFlags, this.#pointer, 0)
  }

  /** Presses the power button; whether the guest heard it shows later. */
  async shutdown(): Promise<void> {
    await this.#connection.call(this.#connection.lib.virDomainShutdown, this.#pointer)
  }

  /** Pulls the plug; a domain that is off already, or gone, is fine. */
  async destroy(): Promise<void> {
    await this.#connection
      .call(this.#connection.lib.virDomainDestroyFlags, this.#pointer, 0)
      .catch(unless('OPERATION_INVALID', 'NO_DOMAIN'))
  }

  /** Forgets the definition with all that libvirt keeps beside it; one that is gone already is fine. */
  async undefine(): Promise<void> {
    const { lib } = this.#connection
    const call = (flags: number) => this.#connection.call(lib.virDomainUndefineFlags, this.#pointer, flags)
    await call(undefineAll)
      .catch((error: unknown) => {
        unless('INVALID_ARG')(error)
        return call(undefineInMock)
      })
      .catch(unless('NO_DOMAIN'))
  }

  /** A socket to the guest's VNC server, as a file descriptor that is now the caller's. */
  async openGraphics(): Promise<number> {
    const { lib } = this.#connection
    return this.#connection.call(lib.virDomainOpenGraphicsFD, this.#pointer, 0, skipAuthentication)
  }

  /** Begins to copy what is written on the disk with the file `source` to `target`, a qcow2 that lies over the same base. */
  async beginCopy(source: string, target: string): Promise<void> {
    const xml = render(
      element(
        'disk',
        { type: 'file' },
        element('source', { file: target }),
        element('driver', { name: 'qemu', type: 'qcow2' }),
      ),
    )
    const { shallow, reuseTarget, transientJob } = copyFlags
    const flags = shallow | reuseTarget | transientJob
    await this.#connection.call(this.#connection.lib.virDomainBlockCopy, this.#pointer, source, xml, null, 0, flags)
  }

  /** Whether the job on the disk with the file `source` has caught up with the guest; undefined without a job. */
  async hasCaughtUp(source: string): Promise<boolean | undefined> {
    const info = new Uint8Array(blockJobInfo.size)
    const { lib } = this.#connection
    const found = await this.#connection.call(lib.virDomainGetBlockJobInfo, this.#pointer, source, info, 0)
    if (found === 0) return undefined
    const view = new DataView(info.buffer)
    const end = view.getBigUint64(blockJobInfo.end, true)
    return end > 0n && view.getBigUint64(blockJobInfo.current, true) === end
  }

  /** Ends the job on the disk with the file `source`; the disk stays what it is, a copy that has caught up stays whole. */
  async endCopy(source: string): Promise<void> {
    await this.#connection
      .call(this.#connection.lib.virDomainBlockJobAbort, this.#pointer, source, 0)
      .catch(unless('OPERATION_INVALID', 'INVALID_ARG', 'NO_DOMAIN'))
  }

  /** Has the guest's agent write out its file systems and hold still; answers how many. */
  freeze(): Promise<number> {
    return this.#connection.call(this.#connection.lib.virDomainFSFreeze, this.#pointer, null, 0, 0)
  }

  /** Lets frozen file systems go on; answers how many. */
  thaw(): Promise<number> {
    return this.#connection.call(this.#connection.lib.virDomainFSThaw, this.#pointer, null, 0, 0)
  }

  /** Gives the handle back; the domain itself is untouched. */
  free(): void {
    this.#connection.lib.virDomainFree(this.#pointer)
  }
}

/** Finds a domain by UUID, or undefined; must be freed. */
export async function lookUpDomain(connection: Connection, serverId: ServerId): Promise<Domain | undefined> {
  const found = await connection
    .call(connection.lib.virDomainLookupByUUIDString, connection.pointer, serverId)
    .catch(unless('NO_DOMAIN'))
  return found === undefined ? undefined : new Domain(connection, found)
}

/** Makes or replaces a domain's definition; must be freed. */
export async function defineDomain(connection: Connection, xml: string): Promise<Domain> {
  const { lib, pointer } = connection
  return new Domain(connection, await connection.call(lib.virDomainDefineXMLFlags, pointer, xml, validateXml))
}

/** The UUID behind a handle; reads memory only, and so needs no worker thread. */
export function uuidOf({ lib }: Pick<Connection, 'lib'>, pointer: Pointer): ServerId {
  const bytes = new Uint8Array(uuidLength)
  lib.virDomainGetUUIDString(pointer, bytes)
  return Buffer.from(bytes.subarray(0, uuidLength - 1)).toString('latin1') as ServerId
}
