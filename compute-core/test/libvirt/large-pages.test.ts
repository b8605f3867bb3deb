import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ComputeDriver, GuestSpec } from '#driver/compute-driver'
import { libvirtDriver } from '#driver/libvirt/libvirt-driver'
import { startDaemon } from '#driver/libvirt/start-daemon'
import { aDisksFolder, anEmptyGuest } from './qemu-testbed.ts'

const setting = '/proc/sys/vm/nr_hugepages'
const guestPages = 32

let folder: Awaited<ReturnType<typeof aDisksFolder>>
let driver: ComputeDriver
let before: number

beforeAll(async () => {
  await startDaemon()
  folder = await aDisksFolder()
  driver = await libvirtDriver({ uri: 'qemu:///system', disksFolder: folder.path })
  before = Number(await readFile(setting, 'utf8'))
  // Others may take some; where this machine does not let us, or has no room, the test says so.
  await writeFile(setting, String(before + 2 * guestPages)).catch(() => undefined)
})

afterAll(async () => {
  await writeFile(setting, String(before)).catch(() => undefined)
  await driver?.close()
  await folder?.remove()
})

const numberOf = (text: string, name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(text)?.[1] ?? 0)

async function freePages(): Promise<number> {
  const memory = await readFile('/proc/meminfo', 'utf8')
  return numberOf(memory, 'HugePages_Free') - numberOf(memory, 'HugePages_Rsvd')
}

/** What of a guest's memory is in large pages by now. */
async function largeKbOf({ domainName }: GuestSpec): Promise<number> {
  const pid = await readFile(`/run/libvirt/qemu/${domainName}.pid`, 'utf8')
  const memory = await readFile(`/proc/${pid.trim()}/smaps_rollup`, 'utf8')
  return numberOf(memory, 'Shared_Hugetlb') + numberOf(memory, 'Private_Hugetlb')
}

test("a guest's memory is made of large pages", async ({ skip }) => {
  const free = await freePages()
  skip(free < guestPages, `needs ${guestPages} free huge pages, this machine has ${free}`)
  const guest = await anEmptyGuest(folder.path, { ramMb: 64, extraSpecs: { 'hw:mem_page_size': '2MB' } })
  try {
    await driver.spawn(guest)
    // QEMU takes a page when the guest first touches it; its firmware alone is more than one.
    await expect.poll(() => largeKbOf(guest), { timeout: 10_000 }).toBeGreaterThan(2048)
  } finally {
    await driver.destroy(guest.serverId)
  }
})
