import type { ComputeDriver } from '#driver/compute-driver'
import { readCpuSet } from './capabilities.ts'
import { copyDisk, endCopy } from './copy-disk.ts'
import { destroy } from './destroy.ts'
import { diagnostics } from './diagnostics.ts'
import { facts } from './facts.ts'
import { guestsCpus } from './guest-cpus.ts'
import { hardReboot } from './hard-reboot.ts'
import { injectNmi } from './inject-nmi.ts'
import { libvirtHost } from './libvirt-host.ts'
import { listGuests } from './list-guests.ts'
import { measureGuests } from './measure-guests.ts'
import { measureHost } from './measure-host.ts'
import { openSerial } from './open-serial.ts'
import { openVnc } from './open-vnc.ts'
import { pause, unpause } from './pause.ts'
import { attachNic, detachNic, updateNic } from './plug-card.ts'
import { powerOff } from './power-off.ts'
import { powerOn } from './power-on.ts'
import { setPassword } from './set-password.ts'
import { softReboot } from './soft-reboot.ts'
import { spawn } from './spawn.ts'
import { resume, suspend } from './suspend.ts'

/** Which hypervisor to drive, and where its guests' disks are. */
export interface LibvirtDriverOptions {
  /** `qemu:///system` as root, `qemu:///session` for an ordinary user, `test:///default` for libvirt's mock hypervisor. */
  uri: string
  /** Folder whose file system the host offers as disk space. It must exist. */
  disksFolder: string
  /** Nova's cpu_dedicated_set: the host's CPUs that guests may have for themselves, as in `2-7`. */
  cpuDedicatedSet?: string | undefined
}

/** Drives the hypervisor at `uri` through libvirt; says in one sentence what would help where that is not possible. */
export async function libvirtDriver({
  uri,
  disksFolder,
  cpuDedicatedSet = '',
}: LibvirtDriverOptions): Promise<ComputeDriver> {
  const host = await libvirtHost(uri, disksFolder, readCpuSet(cpuDedicatedSet))
  return {
    name: 'libvirt',
    facts: () => facts(host),
    listGuests: () => listGuests(host),
    powerState: (serverId) => host.powerState(serverId),
    spawn: (guest) => spawn(host, guest),
    destroy: (serverId) => destroy(host, serverId),
    powerOn: (guest) => powerOn(host, guest),
    powerOff: (serverId, graceMs, graceEnded) => powerOff(host, serverId, graceMs, graceEnded),
    softReboot: (serverId, graceMs, graceEnded) => softReboot(host, serverId, graceMs, graceEnded),
    hardReboot: (guest) => hardReboot(host, guest),
    copyDisk: (serverId, copy) => copyDisk(host, serverId, copy),
    endCopy: (serverId, copy) => endCopy(host, serverId, copy),
    attachNic: (guest, nic) => attachNic(host, guest, nic),
    detachNic: (guest, nic) => detachNic(host, guest, nic),
    updateNic: (serverId, nic) => updateNic(host, serverId, nic),
    pause: (serverId) => pause(host, serverId),
    unpause: (serverId) => unpause(host, serverId),
    suspend: (serverId) => suspend(host, serverId),
    resume: (guest) => resume(host, guest),
    injectNmi: (serverId) => injectNmi(host, serverId),
    setPassword: (serverId, login) => setPassword(host, serverId, login),
    diagnostics: (serverId) => diagnostics(host, serverId),
    measureGuests: () => measureGuests(host),
    measureHost: () => measureHost(disksFolder),
    guestCpus: () => guestsCpus(host),
    openVnc: (serverId) => openVnc(host, serverId),
    openSerial: (serverId) => openSerial(host, serverId),
    onPowerEvent: (listener) => host.events.subscribe(listener),
    close: () => host.close(),
  }
}
