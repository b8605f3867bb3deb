import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGuestImage } from '#services/image/guest-image/build-guest-image'
import type { ComputeDriver, GuestSpec } from '#driver/compute-driver'
import { aGuestSpec } from '#driver/fake/a-guest-spec'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { aBridgedNetwork, type BridgedNetwork } from './bridged-network.ts'
import { aDisksFolder, run } from './qemu-testbed.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const uri = 'qemu:///system'
const leased = '10.77.0.9'
const bootMs = 90_000
const timeout = 2 * bootMs

let folder: Awaited<ReturnType<typeof aDisksFolder>>
let network: BridgedNetwork
let driver: ComputeDriver
let imagePath: string

beforeAll(async () => {
  await startDaemon()
  const image = await buildGuestImage({ workDir, log: () => undefined })
  imagePath = image.diskPath
  folder = await aDisksFolder()
  network = await aBridgedNetwork(leased)
  driver = await libvirtDriver({ uri, disksFolder: folder.path })
}, 180_000)

afterAll(async () => {
  await driver?.close()
  await network?.remove()
  await folder?.remove()
})

test(
  'a guest gets its lease through the filter, logs to its console, is heard from its own address only, and heeds the power button',
  { timeout },
  async () => {
    const guest = await aBootableGuest(['10.77.0.10'])
    try {
      await driver.spawn(guest)
      await untilPrinted(guest, /ready after/)
      expect(await consoleOf(guest)).toContain(`address ${leased}`)
      expect(await network.accepts(leased, 22)).toBe(false)
      await allow(guest, leased)
      expect(await network.accepts(leased, 22)).toBe(true)

      const pressedAt = Date.now()
      await driver.powerOff(guest.serverId, bootMs)
      expect(Date.now() - pressedAt).toBeLessThan(bootMs)
      expect(await driver.powerState(guest.serverId)).toBe('shutdown')
    } finally {
      await driver.destroy(guest.serverId)
    }
  },
)

/** Changes nothing of the running guest but the address that its card may speak with. */
async function allow({ serverId }: GuestSpec, address: string): Promise<void> {
  const xml = await run('virsh', '-c', uri, 'dumpxml', serverId)
  const card = /<interface [^]*?<\/interface>/.exec(xml)![0]
  const file = join(folder.path, 'card.xml')
  await writeFile(file, card.replace(/(<parameter name='IP' value=)'[^']+'/, `$1'${address}'`))
  await run('virsh', '-c', uri, 'update-device', serverId, file, '--live')
}

async function aBootableGuest(fixedIps: readonly string[]): Promise<GuestSpec> {
  const guest = aGuestSpec({ ramMb: 256, nics: [network.card(fixedIps)] })
  const source = join(folder.path, `${guest.serverId}.qcow2`)
  await run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', imagePath, '-F', 'raw', source)
  return {
    ...guest,
    disks: [{ source, format: 'qcow2', device: 'disk', bootOrder: 1 }],
    consoleLogPath: join(folder.path, `${guest.serverId}.log`),
  }
}

const consoleOf = ({ consoleLogPath }: GuestSpec) => readFile(consoleLogPath, 'latin1').catch(() => '')

async function untilPrinted(guest: GuestSpec, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + bootMs
  while (!pattern.test(await consoleOf(guest))) {
    if (Date.now() > deadline) throw new Error(`The guest never printed ${pattern}:\n${await consoleOf(guest)}`)
    await pause(100)
  }
}
