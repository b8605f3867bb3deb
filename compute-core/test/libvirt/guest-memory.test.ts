import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aGuestOrder, aPort } from '#agent/orders/a-guest-order'
import type { GuestOrder } from '#agent/orders/order-contract'
import { sealWith } from '#platform/seal'
import { bridgedAgent } from './bridged-agent.ts'
import type { RealAgent } from './real-agent.ts'

const bootMs = 240_000
const soon = { timeout: 60_000, interval: 200 }
const seal = sealWith(Buffer.alloc(32))
const ip = {
  address: '10.79.0.5',
  version: 4 as const,
  subnetId: 's',
  cidr: '10.79.0.0/24',
  gateway: '10.79.0.1',
}

let host: RealAgent
let close: () => Promise<void>
let guest: GuestOrder
let console: SerialConsole

/** One guest for all: what is asked of it leaves it as it was. */
beforeAll(async () => {
  const made = await bridgedAgent()
  ;({ host, close } = made)
  guest = await host.spawned(
    aGuestOrder({
      image: { ...made.image, properties: made.properties },
      flavor: { ...aGuestOrder().flavor, ramMb: 256 },
      ports: [aPort({ linkNo: 45_079, mac: 'fa:16:3e:00:79:05', fixedIps: [ip] })],
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

const said = async () => (await host.order('console-log', { serverId: guest.serverId, maxBytes: 200_000 })).text ?? ''
const theGuest = () => ({ serverId: guest.serverId })

async function openSerial(): Promise<SerialConsole> {
  const stream = await host.agent.client.openSerial(guest.serverId)
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

// What is typed is echoed: only the guest's own answer has the sum in it.
test(
  'who signs in over the serial port is heard, the log is written beside it, and a second viewer sees the same',
  { timeout: 400_000 },
  async () => {
    await expect.poll(said, { timeout: bootMs, interval: 200 }).toMatch(/kilonova-guest: ready after/)
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
  expect(await host.order('guest-pause', theGuest())).toEqual({ power: 'paused' })
  const stoppedAt = await lastTick()
  await pause(4_000)
  expect(await lastTick()).toBe(stoppedAt)
  expect(await host.order('guest-unpause', theGuest())).toEqual({ power: 'running' })
  await expect.poll(lastTick, soon).toBeGreaterThan(stoppedAt)
})

test('a suspended guest is off, and resumes in the midst of what it did', { timeout: 180_000 }, async () => {
  const before = await lastTick()
  expect(await host.order('guest-suspend', theGuest())).toEqual({ power: 'shutdown' })
  expect(await host.agent.client.openSerial(guest.serverId)).toBeUndefined()
  expect(await host.order('guest-resume', guest)).toEqual({ power: 'running' })
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
  await host.order('guest-nmi', theGuest())
  await expect.poll(said, soon).toMatch(/NMI received/)
})

test("the hypervisor's figures are the guest's, and grow", { timeout: 60_000 }, async () => {
  const measure = async () => (await host.order('guest-diagnostics', theGuest())).diagnostics!
  const first = await measure()
  expect(first).toMatchObject({
    power: 'running',
    disks: [{ device: 'vda' }, {}],
    nics: [{ mac: 'fa:16:3e:00:79:05' }],
    memory: { maximumKib: 256 * 1024 },
  })
  expect(first.disks[0]?.readBytes).toBeGreaterThanOrEqual(0)
  await expect.poll(async () => (await measure()).cpus[0]!.timeNs, soon).toBeGreaterThan(first.cpus[0]!.timeNs)
})

test('a guest that was paused behind the back of the cloud is reported so', { timeout: 60_000 }, async () => {
  await host.driver.pause(guest.serverId)
  await expect.poll(() => host.changes.at(-1)?.power, soon).toBe('paused')
  await host.driver.unpause(guest.serverId)
  await expect.poll(() => host.changes.at(-1)?.power, soon).toBe('running')
})

test('a password is set in the guest, and is the one to sign in with', { timeout: 120_000 }, async () => {
  const login = { ...theGuest(), user: 'root', sealedPassword: seal.close('other: secret') }
  await host.order('guest-set-password', login)
  console.stream.write('exit\n')
  console.stream.destroy()
  console = await signIn('other: secret')
  expect(console.seen()).not.toContain('incorrect')
})

test('a guest whose agent is silent gets no password, and the reason is told', { timeout: 60_000 }, async () => {
  console.stream.write('kill $(cat /run/qemu-ga.pid) && echo sum-$((60+6))\n')
  await expect.poll(console.seen, soon).toContain('sum-66')
  const told = host.order('guest-set-password', {
    ...theGuest(),
    user: 'root',
    sealedPassword: seal.close('third'),
  })
  await expect(told).rejects.toMatchObject({
    failure: { kind: 'not-implemented', message: expect.stringContaining('qemu-guest-agent') },
  })
})
