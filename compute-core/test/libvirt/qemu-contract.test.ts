import { driverContract } from '#driver/driver-contract'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { aDisksFolder, anEmptyGuest, run } from './qemu-testbed.ts'

const uri = 'qemu:///system'

driverContract('libvirt on QEMU', async () => {
  await startDaemon()
  const folder = await aDisksFolder()
  const driver = await libvirtDriver({ uri, disksFolder: folder.path })
  return {
    driver,
    aGuest: () => anEmptyGuest(folder.path),
    broken: (guest) => ({ ...guest, disks: [{ source: '/nowhere/disk', format: 'raw', device: 'disk' }] }),
    async endOutside(serverId) {
      await run('virsh', '-c', uri, 'destroy', serverId)
    },
    guestsHearPowerButton: false,
    hasVnc: true,
    hasSerial: true,
    hasNmi: true,
    hasGuestAgent: false,
    hasHotplug: true,
    hasDiagnostics: true,
    async close() {
      await driver.close()
      await folder.remove()
    },
  }
})
