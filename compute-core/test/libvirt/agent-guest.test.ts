import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bridgeNics } from '#agent/nics/bridge-nics'
import { aGuestOrder, aPort } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { buildGuestImage } from '#companions/image/guest-image/build-guest-image'
import { silentLog } from '#platform/log'
import { imageOf, type RealAgent, realAgent } from './real-agent.ts'

const workDir = join(process.env['KILONOVA_TEST_CACHE'] ?? '/var/tmp/kilonova-test-cache', 'guest-image')
const bootMs = 90_000
const address = '10.78.0.5'

let host: RealAgent
let networks: string
let image: GuestOrder['image']

beforeAll(async () => {
  const built = await buildGuestImage({ workDir, log: () => undefined })
  image = await imageOf(built.diskPath, built.diskFormat)
  networks = await mkdtemp(join(tmpdir(), 'kilonova-agent-networks-'))
  const nics = bridgeNics({ folder: networks, log: silentLog })
  host = await realAgent('/var/tmp', nics, () => createReadStream(built.diskPath))
}, 180_000)

afterAll(async () => {
  await host?.close()
  await rm(networks, { recursive: true, force: true })
})

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
