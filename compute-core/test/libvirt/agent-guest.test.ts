import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestOrder, aPort } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { bridgedAgent } from './bridged-agent.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 90_000
const address = '10.78.0.5'

let host: RealAgent
let close: () => Promise<void>
let image: GuestOrder['image']

beforeAll(async () => {
  ;({ host, image, close } = await bridgedAgent())
}, 180_000)

afterAll(() => close?.())

test(
  'a guest finds its name, key, user data and address, and heeds the power button',
  { timeout: 3 * bootMs },
  async () => {
    const ip = { address, version: 4 as const, subnetId: 's', cidr: '10.78.0.0/24', gateway: '10.78.0.1' }
    const guest = await host.spawned(
      aGuestOrder({
        image,
        hostname: 'from-the-agent',
        flavor: { ...aGuestOrder().flavor, ramMb: 256, ephemeralGb: 1, swapMb: 16 },
        ports: [aPort({ linkNo: 45_001, fixedIps: [ip] })],
        keyName: 'laptop',
        keyData: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1tkVVn7iL0rc6Y6G1tL9FjzM4mW3J3cUdO6wqk9nXq me',
        userData: Buffer.from('#!/bin/sh\necho "disks: $(cd /sys/block; echo vd?)" > /dev/console\n').toString(
          'base64',
        ),
      }),
    )
    const { serverId } = guest
    const said = async () => (await host.order('console-log', { serverId, maxBytes: 100_000 })).text
    await expect.poll(said, { timeout: bootMs, interval: 200 }).toMatch(/kilonova-guest: ready after/)
    await expect.poll(said, { timeout: bootMs, interval: 200 }).toContain('disks: vda vdb vdc')
    expect(await said()).toContain(`kilonova-guest: address ${address}`)
    expect(await said()).toContain('kilonova-guest: host name from-the-agent')
    expect(await said()).toContain('kilonova-guest: 1 ssh key for root')
    const rebooted = await host.order('guest-reboot', { guest, hard: false, graceMs: bootMs })
    expect(rebooted).toEqual({ power: 'running', fellBack: false })
    expect(await host.order('guest-power-off', { serverId, graceMs: 5_000 })).toEqual({ power: 'shutdown' })
    await host.removed(guest)
    expect(await readdir(host.instances)).toEqual(['_base'])
  },
)
