// Run by `start-daemon.test.ts` in namespaces of its own, where no libvirtd has ever run; all it starts ends with it.
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'

const together = await Promise.all([startDaemon(), startDaemon()])
const driver = await libvirtDriver({ uri: 'qemu:///system', disksFolder: '/' })
const guests = (await driver.listGuests()).size
await driver.close()
console.log(JSON.stringify({ together, guests, again: await startDaemon() }))
