import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestOrder, aPort } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { newId, type PortId } from '#platform/ids'
import { run } from './qemu-testbed.ts'
import { bridgedAgent } from './bridged-agent.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 120_000

let host: RealAgent
let close: () => Promise<void>
let image: GuestOrder['image']

beforeAll(async () => {
  ;({ host, image, close } = await bridgedAgent())
}, 180_000)

afterAll(() => close?.())

/** Says the addresses of the guest's cards whenever they change. */
const script = `#!/bin/sh
while sleep 1; do
  now=$(cd /sys/class/net; cat eth*/address | tr '\\n' ' ')
  [ "$now" = "$last" ] || echo "cards: $now." > /dev/console
  last=$now
done &
`

const portOn = (linkNo: number, mac: string) => {
  const cidr = `10.79.${linkNo % 250}.0/24`
  const ip = {
    address: cidr.replace('0/24', '5'),
    version: 4 as const,
    subnetId: 's',
    cidr,
    gateway: cidr.replace('0/24', '1'),
  }
  return aPort({ portId: newId<PortId>(), linkNo, mac, fixedIps: [ip] })
}

test(
  'a running guest gets a second card, keeps it over a restart, and lets go of it',
  { timeout: 4 * bootMs },
  async () => {
    const [first, second] = [portOn(45_101, 'fa:16:3e:79:00:01'), portOn(45_102, 'fa:16:3e:79:00:02')]
    const userData = Buffer.from(script).toString('base64')
    const flavor = { ...aGuestOrder().flavor, ramMb: 192 }
    const guest = await host.spawned(aGuestOrder({ image, flavor, ports: [first], userData }))
    const both = { ...guest, ports: [first, second] }
    const { serverId } = guest
    const lastSaid = async () => {
      const { text } = await host.order('console-log', { serverId, maxBytes: 200_000 })
      return [...(text ?? '').matchAll(/cards: (.*?) ?\./g)].at(-1)?.[1]
    }
    const cardsAre = (...macs: string[]) =>
      expect.poll(lastSaid, { timeout: bootMs, interval: 500 }).toBe(macs.join(' '))
    const inDefinition = async (...flags: string[]) =>
      (await run('virsh', '-c', 'qemu:///system', 'dumpxml', ...flags, serverId)).includes(second.mac)

    await cardsAre(first.mac)
    await host.order('guest-attach-nic', { guest: both, portId: second.portId })
    await host.order('guest-attach-nic', { guest: both, portId: second.portId })
    await cardsAre(first.mac, second.mac)
    expect(await inDefinition('--inactive')).toBe(true)

    await host.order('guest-detach-nic', { guest: both, port: second })
    await cardsAre(first.mac)
    expect(await inDefinition()).toBe(false)
    expect(await inDefinition('--inactive')).toBe(false)
    await host.order('guest-detach-nic', { guest: both, port: second })

    await host.order('guest-power-off', { serverId, graceMs: 0 })
    await host.order('guest-attach-nic', { guest: both, portId: second.portId })
    expect(await inDefinition('--inactive')).toBe(true)
    await host.order('guest-detach-nic', { guest: both, port: second })
    expect(await inDefinition('--inactive')).toBe(false)
  },
)
