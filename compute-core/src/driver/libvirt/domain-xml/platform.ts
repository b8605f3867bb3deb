/** Who runs the guest: KVM, QEMU's own emulation, or libvirt's mock hypervisor. */
export type DomainType = 'kvm' | 'qemu' | 'test'

/** How QEMU opens a disk's file. */
export type CacheMode = 'none' | 'writeback'

/** What the host decides about a guest, beside what its owner asked for. */
export interface Platform {
  type: DomainType
  /** Absolute path of a disk → how to open it; a path that is not named is opened `writeback`. */
  cacheModes: ReadonlyMap<string, CacheMode>
}
