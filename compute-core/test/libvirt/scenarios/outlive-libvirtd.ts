// Run in a process of its own by `session.test.ts`: libvirt reads the folders of the session from the environment, once.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { PowerEvent } from '#driver/compute-driver'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { CloudError } from '#platform/errors'
import { anEmptyGuest, run } from '../qemu-testbed.ts'

const uri = 'qemu:///session'
const folder = process.argv[2] ?? ''
const report = (what: string, value: unknown) => console.log(JSON.stringify([what, value]))
const pidOf = async (daemon: string) => Number(await readFile(join(folder, `libvirt/${daemon}.pid`), 'utf8'))

const driver = await libvirtDriver({ uri, disksFolder: folder })
const link = { kind: 'user', cidr: '10.66.0.0/24', address: '10.66.0.9' } as const
const guest = await anEmptyGuest(folder, {
  nics: [{ portId: 'p1', mac: 'fa:16:3e:66:00:09', mtu: 1500, fixedIps: [link.address], link }],
})
const { serverId } = guest
try {
  await driver.spawn(guest)
  report('power after spawn', await driver.powerState(serverId))

  const before = await pidOf('libvirtd')
  process.kill(before, 'SIGKILL')
  report('power after libvirtd was killed', await untilAnswered(() => driver.powerState(serverId)))
  report('another libvirtd runs', (await pidOf('libvirtd')) !== before)
  // libvirt answers this only once it speaks with the guest again. Whoever pulls the plug earlier is told "domain is not
  // running", since the guest dies under libvirt's hands, and no event is sent.
  report('disks measured after libvirtd was killed', (await driver.diagnostics(serverId))?.disks.length)

  const heard = new Promise<PowerEvent>((resolve) => driver.onPowerEvent(resolve))
  await run('virsh', '-c', uri, 'destroy', serverId)
  report('event after libvirtd was killed', (await heard).power)
} finally {
  await driver.destroy(serverId)
  report('power after destroy', (await driver.powerState(serverId)) ?? null)
  await driver.close()
  // They would end by themselves two minutes after the last connection.
  for (const daemon of ['libvirtd', 'virtlogd']) process.kill(await pidOf(daemon))
}

/** Calls that meet the dying daemon are refused as unavailable, which is the promise; sooner or later one is answered. */
async function untilAnswered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof CloudError && error.failure.kind === 'unavailable')) throw error
      await pause(50)
    }
  }
}
