/** Who runs the guest: KVM, QEMU's own emulation, or libvirt's mock hypervisor. */
export type DomainType = 'kvm' | 'qemu' | 'test'

/** How QEMU opens a disk's file. */
export type CacheMode = 'none' | 'writeback'

/** Where a guest's CPUs run: each of them on CPUs of the host, and QEMU's own threads. */
export interface CpuPins {
  vcpus: ReadonlyMap<number, readonly number[]>
  emulator: readonly number[]
}

/** What the host decides about a guest, beside what its owner asked for. */
export interface Platform {
  type: DomainType
  /** Absolute path of a disk → how to open it; a path that is not named is opened `writeback`. */
  cacheModes: ReadonlyMap<string, CacheMode>
  /** For a guest with CPUs of its own. */
  pins?: CpuPins
  /** Where guests without such run; undefined is anywhere. */
  sharedCpus?: readonly number[]
}
