// Run in a process of its own by `open-and-close.test.ts`: what it leaves behind would keep it from ending.
import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'

const descriptors = '/proc/self/fd'
const uri = process.argv[2] ?? ''

const before = await openSockets()
for (let time = 0; time < 20; time += 1) await openAndClose()
// libvirt closes a connection's socket on the thread of its event loop, a moment after `close` has returned.
const deadline = Date.now() + 5000
while ((await openSockets()) > before && Date.now() < deadline) await pause(10)
console.log(JSON.stringify({ socketsLeft: (await openSockets()) - before }))

async function openAndClose(): Promise<void> {
  const driver = await libvirtDriver({ uri, disksFolder: '/' })
  driver.onPowerEvent(() => undefined)
  await Promise.all([driver.listGuests(), driver.listGuests(), driver.facts()])
  await driver.close()
}

async function openSockets(): Promise<number> {
  const names = await readdir(descriptors)
  const targets = await Promise.all(names.map((name) => readlink(join(descriptors, name)).catch(() => '')))
  return targets.filter((target) => target.startsWith('socket:')).length
}
