import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ComputeDriver } from '#driver/compute-driver'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { aDisksFolder, anEmptyGuest, run } from './qemu-testbed.ts'

const uri = 'qemu:///system'
const extraSpecs = { 'hw:cpu_policy': 'dedicated' }

let folder: Awaited<ReturnType<typeof aDisksFolder>>
let driver: ComputeDriver

beforeAll(async () => {
  await startDaemon()
  folder = await aDisksFolder()
  driver = await libvirtDriver({ uri, disksFolder: folder.path, cpuDedicatedSet: '1' })
})

afterAll(async () => {
  await driver?.close()
  await folder?.remove()
})

const pinsOf = async (serverId: string) => (await run('virsh', '-c', uri, 'vcpupin', serverId)).match(/^ \d+ .*$/gm)

test('a guest has a CPU of the host for itself, its peers keep off it, and nobody else gets it', async () => {
  const [owner, peer, late] = await Promise.all([
    anEmptyGuest(folder.path, { extraSpecs }),
    anEmptyGuest(folder.path),
    anEmptyGuest(folder.path, { extraSpecs }),
  ])
  try {
    await driver.spawn(owner)
    await driver.spawn(peer)
    expect(await pinsOf(owner.serverId)).toEqual([expect.stringMatching(/^ 0 +1$/)])
    expect(await pinsOf(peer.serverId)).toEqual([expect.stringMatching(/^ 0 +0(,2.*)?$/)])
    const kept = await driver.guestCpus()
    expect(kept.get(owner.serverId)).toEqual([1])
    expect(kept.get(peer.serverId)).not.toContain(1)
    const { cells = [] } = await driver.facts()
    expect(cells.flatMap(({ dedicatedCpus }) => dedicatedCpus)).toEqual([1])
    expect(cells[0]?.memoryMb).toBeGreaterThan(0)
    await expect(driver.spawn(late)).rejects.toThrow('needs 1 CPUs of this host for itself; 0 are free')
    await driver.hardReboot(owner)
    expect(await pinsOf(owner.serverId)).toEqual([expect.stringMatching(/^ 0 +1$/)])
    await driver.destroy(owner.serverId)
    await driver.spawn(late)
    expect(await pinsOf(late.serverId)).toEqual([expect.stringMatching(/^ 0 +1$/)])
  } finally {
    await Promise.all([owner, peer, late].map(({ serverId }) => driver.destroy(serverId)))
  }
})
