import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGuestCommand } from '#agent/commands/a-guest-command'
import type { GuestCommand } from '#agent/commands/command-contract'
import { optionGuests } from './option-guests.ts'
import { run } from './qemu-testbed.ts'
import { bridgedAgent, portOn } from './bridged-agent.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 90_000

let host: RealAgent
let close: () => Promise<void>
let image: NonNullable<GuestCommand['image']>

beforeAll(async () => {
  ;({ host, image, close } = await bridgedAgent())
}, 180_000)

afterAll(() => close?.())

/** Tells on the console what the guest finds of its hardware, a line each. */
const lookAround = `#!/bin/sh
exec > /dev/console 2>&1
saw() { echo "saw $*"; }
saw sockets $(grep '^physical id' /proc/cpuinfo | sort -u | wc -l), $(grep -m1 '^cpu cores' /proc/cpuinfo), $(grep -m1 '^siblings' /proc/cpuinfo)
saw bits $(grep -m1 '^address sizes' /proc/cpuinfo)
saw nodes $(ls -d /sys/devices/system/node/node*)
for device in /sys/bus/pci/devices/*; do saw pci $(cat $device/vendor) $(cat $device/device); done
for table in /sys/firmware/acpi/tables/*; do saw table $(basename $table); done
saw random $(cat /sys/class/misc/hw_random/rng_current)
saw serial $(grep -c 16550 /proc/tty/driver/serial)
saw channel $(cat /sys/class/virtio-ports/*/name)
saw queues $(ls /sys/class/net/eth0/queues)
saw driver $(basename $(readlink /sys/class/net/eth0/device/driver))
saw features $(cat /sys/class/net/eth0/device/features)
for disk in /sys/block/[sv]*; do saw disk $(readlink $disk); done
saw all
`

describe.each(optionGuests)('$name', ({ needs, flavor, properties, xml, saw }) => {
  test('reaches the guest', { timeout: 2 * bootMs }, async ({ skip }) => {
    skip(needs !== undefined && !existsSync(needs), `needs ${needs}`)
    const guest = await host.spawned(
      aGuestCommand({
        image: { ...image, properties },
        flavor: { ...aGuestCommand().flavor, ramMb: 256, ...flavor },
        ports: [portOn(2, { linkNo: 45_002 })],
        userData: Buffer.from(lookAround).toString('base64'),
      }),
    )
    const { serverId } = guest
    const live = await run('virsh', '-c', 'qemu:///system', 'dumpxml', serverId)
    for (const piece of xml) expect(live).toMatch(piece)
    const said = async () => (await host.command('console-log', { serverId, maxBytes: 100_000 })).text
    await expect.poll(said, { timeout: bootMs, interval: 200 }).toContain(saw.at(-1))
    const all = await said()
    for (const piece of saw) expect(all).toMatch(piece)
    await host.removed(guest)
  })
})
