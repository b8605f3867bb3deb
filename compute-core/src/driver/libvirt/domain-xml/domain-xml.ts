import { guestOptions, type GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestOptionSource } from '#domain/guest-options/option-text'
import type { GuestSpec } from '#driver/compute-driver'
import { clock } from './clock.ts'
import { cpuTune, vcpuCount } from './cpu-tune.ts'
import { cpu } from './cpu.ts'
import { disks } from './disk.ts'
import { element, render, type Element } from './element.ts'
import { features } from './features.ts'
import { guestAgentChannel } from './guest-agent.ts'
import { inputDevices } from './input.ts'
import { iommu } from './iommu.ts'
import { memoryBacking } from './memory-backing.ts'
import { memoryBalloon } from './memory-balloon.ts'
import { launchSecurity, throughIommu } from './memory-encryption.ts'
import { metadata } from './metadata.ts'
import { networkInterfaces } from './network-interface.ts'
import { os } from './os.ts'
import type { Platform } from './platform.ts'
import { randomness } from './randomness.ts'
import { graphics, video } from './screen.ts'
import { scsiController } from './scsi-controller.ts'
import { serialPorts } from './serial-console.ts'
import { sound } from './sound.ts'
import { sysinfo } from './sysinfo.ts'
import { tpm } from './tpm.ts'
import { usbController } from './usb-controller.ts'
import { qemuNamespace, userNetworks } from './user-network.ts'
import { watchdog } from './watchdog.ts'

/** The guest as libvirt wants to read it; the same guest on the same platform gives the same text. */
export function domainXml(guest: GuestSpec, platform: Platform): string {
  const options = guestOptions(optionSource(guest))
  const userNetwork = userNetworks(guest, options, platform)
  return render(
    element(
      'domain',
      { type: platform.type, 'xmlns:qemu': userNetwork && qemuNamespace },
      element('uuid', {}, guest.serverId),
      element('name', {}, guest.domainName),
      element('memory', { unit: 'MiB' }, String(guest.ramMb)),
      memoryBacking(options),
      vcpuCount(guest.vcpus, platform),
      cpuTune(options, platform),
      metadata(guest),
      platform.type !== 'test' && sysinfo(guest),
      os(guest, options, platform),
      features(options, platform),
      cpu(options, platform),
      clock(options, platform),
      element('on_poweroff', {}, 'destroy'),
      element('on_reboot', {}, 'restart'),
      element('on_crash', {}, 'destroy'),
      devices(guest, platform, options),
      launchSecurity(options),
      userNetwork,
    ),
  )
}

/** Where the guest's options come from. */
export const optionSource = ({ vcpus, ramMb, extraSpecs, imageProperties }: GuestSpec): GuestOptionSource => ({
  flavor: { vcpus, ramMb, extraSpecs },
  imageProperties,
})

function devices(guest: GuestSpec, platform: Platform, options: GuestOptions): Element {
  const all = [
    ...disks(guest, options, platform),
    scsiController(options),
    ...networkInterfaces(guest, options, platform),
    ...serialPorts(guest, options),
    sound(options),
    graphics(platform),
    video(options, platform),
    ...inputDevices(options),
    usbController(guest, options),
    guestAgentChannel(options),
    randomness(options),
    tpm(options),
    watchdog(options),
    memoryBalloon(),
    iommu(options, guest.vcpus),
  ].filter((device) => device !== undefined)
  return element('devices', {}, ...(options.memoryEncryption === undefined ? all : all.map(throughIommu)))
}
