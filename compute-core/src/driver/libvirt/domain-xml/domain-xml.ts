import { guestOptions, type GuestOptions } from '#domain/guest-options/guest-options'
import type { GuestOptionSource } from '#domain/guest-options/wish'
import type { GuestSpec } from '#driver/compute-driver'
import { disks } from './disk.ts'
import { element, render } from './element.ts'
import { guestAgentChannel } from './guest-agent.ts'
import { metadata } from './metadata.ts'
import { networkInterfaces } from './network-interface.ts'
import { os } from './os.ts'
import type { Platform } from './platform.ts'
import { clock, cpu, features } from './processor.ts'
import { graphics, pointer, video } from './screen.ts'
import { serialConsole } from './serial-console.ts'
import { memoryBalloon, randomness } from './small-devices.ts'
import { sysinfo } from './sysinfo.ts'
import { qemuNamespace, userNetworks } from './user-network.ts'

/** The guest as libvirt wants to read it; the same guest on the same platform gives the same text. */
export function domainXml(guest: GuestSpec, platform: Platform): string {
  const options = guestOptions(optionSource(guest))
  const userNetwork = userNetworks(guest, platform)
  return render(
    element(
      'domain',
      { type: platform.type, 'xmlns:qemu': userNetwork && qemuNamespace },
      element('uuid', {}, guest.serverId),
      element('name', {}, guest.domainName),
      element('memory', { unit: 'MiB' }, String(guest.ramMb)),
      element('vcpu', {}, String(guest.vcpus)),
      metadata(guest),
      platform.type !== 'test' && sysinfo(guest),
      os(guest, platform),
      features(),
      cpu(guest, platform),
      clock(platform),
      element('on_poweroff', {}, 'destroy'),
      element('on_reboot', {}, 'restart'),
      element('on_crash', {}, 'destroy'),
      devices(guest, platform, options),
      userNetwork,
    ),
  )
}

/** Where the guest's options come from. */
export const optionSource = ({ vcpus, ramMb, extraSpecs, imageProperties }: GuestSpec): GuestOptionSource => ({
  flavor: { vcpus, ramMb, extraSpecs },
  imageProperties,
})

const devices = (guest: GuestSpec, platform: Platform, options: GuestOptions) =>
  element(
    'devices',
    {},
    ...disks(guest, platform),
    ...networkInterfaces(guest, platform),
    serialConsole(guest),
    graphics(platform),
    video(guest, platform),
    pointer(guest),
    guestAgentChannel(options),
    randomness(),
    memoryBalloon(),
  )
