import { readdir } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestCommand } from '#agent/commands/a-guest-command'
import type { GuestCommand } from '#agent/commands/command-contract'
import { eachFigure } from '#domain/guest-metrics/guest-figures'
import { type HostId, newId } from '#platform/ids'
import { sealWith } from '#platform/seal'
import { bridgedAgent, portOn } from './bridged-agent.ts'
import { run } from './qemu-testbed.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 240_000
const soon = { timeout: 60_000, interval: 200 }
const seal = sealWith(Buffer.alloc(32))
const first = portOn(0, { linkNo: 45_079, mac: 'fa:16:3e:00:79:05' })
/** What the name of its network's namespace ends in. */
const linkName = `-${first.linkNo.toString(36)}`
const second = portOn(1, { linkNo: 45_080, mac: 'fa:16:3e:00:79:06' })

/** Tells on the console which disks the guest has, and which cards whenever they change. */
const userData = `#!/bin/sh
echo "disks: $(cd /sys/block; echo vd?)" > /dev/console
while sleep 1; do
  now=$(cd /sys/class/net; cat eth*/address | tr '\\n' ' ')
  [ "$now" = "$last" ] || echo "cards: $now." > /dev/console
  last=$now
done &
`

let host: RealAgent
let close: () => Promise<void>
let guest: GuestCommand
let console: SerialConsole

/** One guest for all, since a boot takes its ten seconds: each test leaves it running, the last one takes it away. */
beforeAll(async () => {
  const made = await bridgedAgent()
  ;({ host, close } = made)
  guest = await host.spawned(
    aGuestCommand({
      image: { ...made.image, properties: made.properties },
      hostname: 'from-the-agent',
      flavor: { ...aGuestCommand().flavor, ramMb: 256, ephemeralGb: 1, swapMb: 16 },
      ports: [first],
      keyName: 'laptop',
      keyData: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1tkVVn7iL0rc6Y6G1tL9FjzM4mW3J3cUdO6wqk9nXq me',
      userData: Buffer.from(userData).toString('base64'),
      sealedAdminPass: seal.close('secret'),
    }),
  )
}, 120_000)

afterAll(async () => {
  console?.stream.destroy()
  await close?.()
})

interface SerialConsole {
  stream: Duplex
  seen(): string
}

const said = async () => (await host.command('console-log', { serverId: guest.serverId, maxBytes: 200_000 })).text ?? ''
const theGuest = () => ({ serverId: guest.serverId })

async function openSerial(): Promise<SerialConsole> {
  const stream = await host.client.openSerial(guest.serverId)
  if (!stream) throw new Error('The guest has no serial port.')
  let seen = ''
  stream.on('data', (chunk: Buffer) => (seen += chunk.toString('latin1')))
  return { stream, seen: () => seen }
}

async function signIn(password = 'secret'): Promise<SerialConsole> {
  const opened = await openSerial()
  opened.stream.write('\n')
  await expect.poll(opened.seen, soon).toMatch(/login: /)
  opened.stream.write('root\n')
  await expect.poll(opened.seen, soon).toMatch(/Password: /)
  opened.stream.write(`${password}\n`)
  await expect.poll(opened.seen, soon).toMatch(/root@[^ ]*:.*[$#] /)
  return opened
}

test('a guest finds its name, its key, its user data, its disks and its address', { timeout: 400_000 }, async () => {
  await expect.poll(said, { timeout: bootMs, interval: 200 }).toMatch(/kilonova-guest: ready after/)
  await expect.poll(said, { timeout: bootMs, interval: 200 }).toContain('disks: vda vdb vdc')
  expect(await said()).toContain('kilonova-guest: address 10.79.0.5')
  expect(await said()).toContain('kilonova-guest: host name from-the-agent')
  expect(await said()).toContain('kilonova-guest: 1 ssh key for root')
})

test('the image that a guest lies over need not be fetched again for the next one', async () => {
  expect(await host.command('image-cache', { image: guest.image! })).toEqual({ outcome: 'existing' })
})

// What is typed is echoed: only the guest's own answer has the sum in it.
test(
  'who signs in over the serial port is heard, the log is written beside it, and a second viewer sees the same',
  { timeout: 120_000 },
  async () => {
    console = await signIn()
    const other = await openSerial()
    console.stream.write('echo sum-$((40+2))\n')
    await expect.poll(console.seen, soon).toContain('sum-42')
    await expect.poll(other.seen, soon).toContain('sum-42')
    await expect.poll(said, soon).toContain('sum-42')
    other.stream.destroy()
  },
)

const numbers = (text: string) => Array.from(text.matchAll(/tick-(\d+)\./g), (match) => Number(match[1]))
const lastTick = async () => numbers(await said()).at(-1) ?? 0

test('a pause stops a guest that ticks, and it goes on from there', { timeout: 120_000 }, async () => {
  console.stream.write('(i=0; while sleep 1; do i=$((i+1)); echo tick-$i.; done) &\n')
  await expect.poll(lastTick, soon).toBeGreaterThan(2)
  expect(await host.command('guest-pause', theGuest())).toEqual({ power: 'paused' })
  const stoppedAt = await lastTick()
  await pause(4_000)
  expect(await lastTick()).toBe(stoppedAt)
  expect(await host.command('guest-unpause', theGuest())).toEqual({ power: 'running' })
  await expect.poll(lastTick, soon).toBeGreaterThan(stoppedAt)
})

test('a suspended guest is off, and resumes in the midst of what it did', { timeout: 180_000 }, async () => {
  const before = await lastTick()
  expect(await host.command('guest-suspend', theGuest())).toEqual({ power: 'shutdown' })
  expect(await host.client.openSerial(guest.serverId)).toBeUndefined()
  expect(await host.command('guest-resume', guest)).toEqual({ power: 'running' })
  await expect.poll(lastTick, soon).toBeGreaterThan(before)
  // libvirt begins the log anew with each start: a guest that had booted would say so in it, and count from 1.
  expect(numbers(await said())[0]).toBeGreaterThanOrEqual(before)
  expect(await said()).not.toContain('ready after')
  console.stream.destroy()
  console = await openSerial()
  console.stream.write('echo sum-$((50+5))\n')
  await expect.poll(console.seen, soon).toContain('sum-55')
})

test('an interrupt that cannot be ignored is seen by the kernel in the guest', { timeout: 60_000 }, async () => {
  await host.command('guest-nmi', theGuest())
  await expect.poll(said, soon).toMatch(/NMI received/)
})

test("the hypervisor's figures are the guest's, and grow", { timeout: 60_000 }, async () => {
  const measure = async () => (await host.command('guest-diagnostics', theGuest())).diagnostics!
  const before = await measure()
  expect(before).toMatchObject({
    power: 'running',
    disks: [{ device: 'vda' }, { device: 'vdb' }, { device: 'vdc' }, {}],
    nics: [{ mac: first.mac }],
    memory: { maximumKib: 256 * 1024 },
  })
  expect(before.disks[0]?.readBytes).toBeGreaterThanOrEqual(0)
  await expect.poll(async () => (await measure()).cpus[0]!.timeNs, soon).toBeGreaterThan(before.cpus[0]!.timeNs)
})

test('the agent measures all guests at once, and the figures are those of this one', { timeout: 60_000 }, async () => {
  // A test above has suspended the guest: what it had counted until then is gone.
  const before = host.measured.length
  const used = () =>
    host.measured.slice(before).flatMap(({ guests, figures }) => {
      const index = guests.indexOf(guest.serverId)
      return index < 0 ? [] : [eachFigure((name) => figures[name][index] ?? null)]
    })
  console.stream.write('cat /dev/vdc > /dev/null\n')
  await expect.poll(() => used().some((each) => (each.disk_read_bytes_rate ?? 0) > 100_000), soon).toBe(true)
  const { cpu_percent, memory_mb, ...rates } = used().find((each) => (each.disk_read_bytes_rate ?? 0) > 100_000)!
  expect(cpu_percent).toBeGreaterThan(0)
  expect(cpu_percent).toBeLessThanOrEqual(100)
  expect(memory_mb).toBeGreaterThan(10)
  expect(memory_mb).toBeLessThanOrEqual(256)
  for (const [name, rate] of Object.entries(rates)) expect([name, rate! >= 0]).toEqual([name, true])
  const counted = (await host.driver.measureGuests()).get(guest.serverId)!
  const { cpus, disks, nics } = (await host.command('guest-diagnostics', theGuest())).diagnostics!
  expect(counted.vcpus).toBe(cpus.length)
  expect(counted.diskReadBytes).toBeGreaterThan(10_000_000)
  expect(counted.diskReadBytes).toBeLessThanOrEqual(disks.reduce((sum, { readBytes }) => sum + readBytes, 0))
  expect(counted.rxPackets).toBeLessThanOrEqual(nics[0]!.rx.packets)
  expect(counted.txBytes).toBeGreaterThan(0)
})

test('the agent measures the host besides, and says which guests are kept to some of its CPUs', async () => {
  const used = host.measured.at(-1)!.host!
  expect(used.memory_mb).toBeGreaterThan(0)
  expect(used.cpu_percent).toBeGreaterThan(0)
  const { guests } = await host.command('guest-cpus', { hostId: newId<HostId>() })
  expect(guests.map(([id]) => id)).not.toContain(guest.serverId)
})

test('a guest that was paused behind the back of the cloud is reported so', { timeout: 60_000 }, async () => {
  await host.driver.pause(guest.serverId)
  await expect.poll(() => host.changes.at(-1)?.power, soon).toBe('paused')
  await host.driver.unpause(guest.serverId)
  await expect.poll(() => host.changes.at(-1)?.power, soon).toBe('running')
})

test('a password is set in the guest, and is the one to sign in with', { timeout: 120_000 }, async () => {
  const login = { ...theGuest(), user: 'root', sealedPassword: seal.close('other: secret') }
  await host.command('guest-set-password', login)
  const before = console.seen().length
  console.stream.write('exit\n')
  // Who leaves at once takes along what is still on its way to the guest.
  await expect.poll(() => console.seen().slice(before), soon).toContain('login: ')
  console.stream.destroy()
  console = await signIn('other: secret')
  expect(console.seen()).not.toContain('incorrect')
})

const inDefinition = async (...flags: string[]) =>
  (await run('virsh', '-c', 'qemu:///system', 'dumpxml', ...flags, guest.serverId)).includes(second.mac)
const withBoth = () => ({ ...guest, ports: [first, second] })

test('a running guest gets a second card and lets go of it', { timeout: 180_000 }, async () => {
  const lastSaid = async () => [...(await said()).matchAll(/cards: (.*?) ?\./g)].at(-1)?.[1]
  const cardsAre = (...macs: string[]) => expect.poll(lastSaid, soon).toBe(macs.join(' '))
  const attach = { guest: withBoth(), portId: second.portId }
  const detach = { guest: withBoth(), port: second }
  await host.command('guest-attach-nic', attach)
  await host.command('guest-attach-nic', attach)
  await cardsAre(first.mac, second.mac)
  expect(await inDefinition('--inactive')).toBe(true)

  await host.command('guest-detach-nic', detach)
  await cardsAre(first.mac)
  expect(await inDefinition()).toBe(false)
  expect(await inDefinition('--inactive')).toBe(false)
  await host.command('guest-detach-nic', detach)
})

test('what a port lets through changes while its guest runs', { timeout: 60_000 }, async () => {
  const isReached = () =>
    run('busybox', 'ping', '-c1', '-W1', '10.79.0.5').then(
      () => true,
      () => false,
    )
  const { serverId } = guest
  const becomes = (what: Partial<typeof first>) =>
    host.command('desired-state', { serverId, generation: host.states.want(serverId, [{ ...first, ...what }]) })
  const reaches = (isIt: boolean) => expect.poll(isReached, soon).toBe(isIt)
  await reaches(true)
  await becomes({ filter: 'closed' })
  await reaches(false)
  // The size of packets changes with the next start only, which must not keep the rest back.
  await becomes({ filter: 'off', mtu: 1400 })
  await reaches(true)
  await becomes({ isDown: true })
  await reaches(false)
  await becomes({})
  await reaches(true)
})

test('an address that the port of a running guest is given answers in its network, before and afterwards it does not', async () => {
  const [before] = first.fixedIps
  const added = { ...before!, address: '10.79.0.77' }
  console.stream.write(`ip addr add ${added.address}/24 dev eth0 && echo added-$((50+5))\n`)
  await expect.poll(console.seen, soon).toContain('added-55')
  const namespace = (await run('ip', 'netns', 'list')).match(/^kn-\w+-\w+/gm)!.find((name) => name.endsWith(linkName))!
  const answers = (address: string) =>
    run('ip', 'netns', 'exec', namespace, 'busybox', 'ping', '-c1', '-W1', address).then(
      () => true,
      () => false,
    )
  const becomes = (fixedIps: typeof first.fixedIps) => {
    const { serverId } = guest
    return host.command('desired-state', { serverId, generation: host.states.want(serverId, [{ ...first, fixedIps }]) })
  }
  expect(await answers(added.address)).toBe(false)
  await becomes([before!, added])
  await expect.poll(() => answers(added.address), soon).toBe(true)
  expect(await answers(before!.address)).toBe(true)
  await becomes([before!])
  await expect.poll(() => answers(added.address), soon).toBe(false)
  expect(await answers(before!.address)).toBe(true)
  console.stream.write(`ip addr del ${added.address}/24 dev eth0\n`)
}, 60_000)

test('a guest whose agent is silent gets no password, and the reason is told', { timeout: 60_000 }, async () => {
  console.stream.write('kill $(cat /run/qemu-ga.pid) && echo sum-$((60+6))\n')
  await expect.poll(console.seen, soon).toContain('sum-66')
  const refused = host.command('guest-set-password', {
    ...theGuest(),
    user: 'root',
    sealedPassword: seal.close('third'),
  })
  await expect(refused).rejects.toMatchObject({
    failure: { kind: 'not-implemented', message: expect.stringContaining('qemu-guest-agent') },
  })
})

test(
  'a guest heeds the power button, gets a card while it is off, and goes without a trace',
  { timeout: 180_000 },
  async () => {
    const { serverId } = guest
    const rebooted = await host.command('guest-reboot', { guest, hard: false, graceMs: 90_000 })
    expect(rebooted).toEqual({ power: 'running', fellBack: false })
    expect(await host.command('guest-power-off', { serverId, graceMs: 5_000 })).toEqual({ power: 'shutdown' })

    await host.command('guest-attach-nic', { guest: withBoth(), portId: second.portId })
    expect(await inDefinition('--inactive')).toBe(true)
    await host.command('guest-detach-nic', { guest: withBoth(), port: second })
    expect(await inDefinition('--inactive')).toBe(false)

    await host.removed(guest)
    expect(await readdir(host.instances)).toEqual(['_base'])
  },
)
