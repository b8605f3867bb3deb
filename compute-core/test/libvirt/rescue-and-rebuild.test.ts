import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestOrder, aPort } from '#agent/orders/a-guest-order'
import type { GuestOrder, OrderImage } from '#agent/orders/order-contract'
import { bridgedAgent } from './bridged-agent.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 90_000

let host: RealAgent
let close: () => Promise<void>
let image: OrderImage

beforeAll(async () => {
  ;({ host, image, close } = await bridgedAgent())
}, 180_000)

afterAll(() => close?.())

/** At each boot tells what stands 600 MiB into its first two disks; then writes there, but only where a disk is the server's own. */
const diary = (word: string) => `#!/bin/sh
at() { dd if=/dev/$1 bs=1M skip=600 count=1 2>/dev/null | tr -d '\\0'; }
echo "read by ${word}: vda=$(at vda) vdb=$(at vdb)." > /dev/console
for disk in vda vdb; do
  [ "$(cat /sys/block/$disk/size)" -gt 1228800 ] || continue
  echo -n ${word} | dd of=/dev/$disk bs=1M seek=600 conv=notrunc,fsync 2>/dev/null
done
mkdir -p /mnt/config
if mount -o ro -t iso9660 "$(findfs LABEL=config-2)" /mnt/config && cd /mnt/config/openstack; then
  [ -e content/0000 ] && echo "file of ${word}: $(cat content/0000)" > /dev/console
fi
(sleep 1; rm -f /boot/state/*/user-data-done; sync; echo "written by ${word}" > /dev/console) &
`
const asUserData = (script: string) => Buffer.from(script).toString('base64')

async function aServer(linkNo: number, address: string, flavor: Partial<GuestOrder['flavor']> = {}) {
  const subnet = address.replace(/\d+$/, '')
  const ip = { address, version: 4 as const, subnetId: 's', cidr: `${subnet}0/24`, gateway: `${subnet}1` }
  const guest = await host.spawned(
    aGuestOrder({
      image,
      hostname: 'before',
      flavor: { ...aGuestOrder().flavor, ramMb: 256, ...flavor },
      ports: [aPort({ linkNo, fixedIps: [ip] })],
      userData: asUserData(diary('before')),
    }),
  )
  await untilSaid(guest, /written by before/)
  return guest
}

const saidBy = async ({ serverId }: GuestOrder) =>
  (await host.order('console-log', { serverId, maxBytes: 1_000_000 })).text ?? ''
const untilSaid = (guest: GuestOrder, what: RegExp) =>
  expect.poll(() => saidBy(guest), { timeout: bootMs, interval: 200 }).toMatch(what)
const filesOf = ({ serverId }: GuestOrder) => readdir(join(host.instances, serverId))

const powerOff = ({ serverId }: GuestOrder) => host.order('guest-power-off', { serverId, graceMs: bootMs })
const restart = (guest: GuestOrder) => host.order('guest-reboot', { guest, hard: true, graceMs: 0 })

async function rescued(guest: GuestOrder, properties: Record<string, string>): Promise<GuestOrder> {
  const rescue = { image: { ...image, properties } }
  const order = { ...guest, hostname: 'rescue', userData: asUserData(diary('rescue')), rescue }
  await powerOff(guest)
  await host.order('disks-rescue', order)
  expect(await restart(order)).toEqual({ power: 'running', fellBack: false })
  return order
}

async function unrescued(guest: GuestOrder): Promise<void> {
  await restart(guest)
  await host.order('disks-unrescue', { serverId: guest.serverId })
}

test(
  'a rescued guest boots from the rescue image and finds its own root behind it; afterwards it is itself again',
  { timeout: 5 * bootMs },
  async () => {
    const guest = await aServer(45_011, '10.79.0.5')
    const files = await filesOf(guest)
    const rescue = await rescued(guest, {})
    await untilSaid(rescue, /read by rescue: vda= vdb=before\.[^]*written by rescue/)
    expect(await saidBy(rescue)).toContain('kilonova-guest: host name rescue')
    expect(await saidBy(rescue)).toContain('kilonova-guest: address 10.79.0.5')

    await unrescued(guest)
    await untilSaid(guest, /read by before: vda=rescue vdb=\./)
    expect(await saidBy(guest)).toContain('kilonova-guest: host name before')
    expect(await filesOf(guest)).toEqual(files)
    await host.removed(guest)
  },
)

test(
  'a rescue that keeps the devices boots from one more, with all of the server in its place',
  { timeout: 4 * bootMs },
  async () => {
    const guest = await aServer(45_012, '10.79.1.5', { ephemeralGb: 1 })
    const rescue = await rescued(guest, { hw_rescue_device: 'disk', hw_rescue_bus: 'ide' })
    await untilSaid(rescue, /read by rescue: vda=before vdb=before\./)
    expect(await saidBy(rescue)).toContain('kilonova-guest: host name rescue')
    await host.removed(guest)
  },
)

test(
  'a rebuilt guest has a new root, the ephemeral disk that it was to keep, its address, and runs its new user data',
  { timeout: 5 * bootMs },
  async () => {
    const guest = await aServer(45_013, '10.79.2.5', { ephemeralGb: 1 })
    const rebuild = async (word: string, keepEphemeral: boolean) => {
      const injectedFiles = [{ path: '/etc/motd', contents: asUserData(`for ${word}`) }]
      const order = { ...guest, hostname: word, userData: asUserData(diary(word)), injectedFiles }
      await powerOff(guest)
      await host.order('disks-rebuild', { guest: order, keepEphemeral })
      await host.order('guest-spawn', order)
      return order
    }
    const after = await rebuild('after', true)
    await untilSaid(after, /read by after: vda= vdb=before\.[^]*written by after/)
    expect(await saidBy(after)).toContain('kilonova-guest: host name after')
    expect(await saidBy(after)).toContain('file of after: for after')
    expect(await saidBy(after)).toContain('kilonova-guest: address 10.79.2.5')

    const last = await rebuild('last', false)
    await untilSaid(last, /read by last: vda= vdb=\./)
    await host.removed(guest)
  },
)
