import { expect, test } from 'vitest'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { fakeDisks } from '../disks/fake-disks.ts'
import { fakeNics } from '../nics/fake-nics.ts'
import { aGuestOrder } from './a-guest-order.ts'
import type { GuestOrder } from './order-contract.ts'
import { openDesk, type DeskOptions } from './order-desk.ts'

/** A desk whose disk work ends when the test says so. */
function aDesk(options: DeskOptions = {}) {
  const begun: ServerId[] = []
  const ends: (() => void)[] = []
  const driver = fakeDriver()
  const disks = {
    ...fakeDisks(),
    create({ serverId }: GuestOrder) {
      begun.push(serverId)
      return new Promise<void>((resolve) => void ends.push(resolve))
    },
  }
  const desk = openDesk({ driver, disks, nics: fakeNics(), seal: sealWith(Buffer.alloc(32)) }, silentLog, options)
  return { desk, driver, begun, endNext: () => ends.shift()?.() }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

test('orders of one server run one after the other', async () => {
  const { desk, driver, endNext } = aDesk()
  const guest = aGuestOrder()
  const made = desk.take({ id: '1', kind: 'disks-create', params: guest })
  const spawned = desk.take({ id: '2', kind: 'guest-spawn', params: guest })
  await soon()
  expect(driver.callsOf('spawn')).toBe(0)
  endNext()
  await Promise.all([made, spawned])
  expect(driver.callsOf('spawn')).toBe(1)
})

test('an order goes ahead also when the one before it failed', async () => {
  const { desk, driver } = aDesk()
  const guest = aGuestOrder()
  driver.failNext('spawn', new Error('No.'))
  const first = desk.take({ id: '1', kind: 'guest-spawn', params: guest })
  const second = desk.take({ id: '2', kind: 'guest-spawn', params: guest })
  await expect(first).rejects.toThrow('No.')
  expect(await second).toEqual({ power: 'running' })
})

test('reading waits for nobody, and neither does another server', async () => {
  const { desk, endNext } = aDesk()
  const guest = aGuestOrder()
  const made = desk.take({ id: '1', kind: 'disks-create', params: guest })
  await desk.take({ id: '2', kind: 'console-log', params: { serverId: guest.serverId, maxBytes: 1 } })
  expect(await desk.take({ id: '3', kind: 'guest-spawn', params: aGuestOrder() })).toEqual({ power: 'running' })
  endNext()
  await made
})

test('of heavy orders only a few run at once', async () => {
  const { desk, begun, endNext } = aDesk({ heavyAtOnce: 2 })
  const all = ['1', '2', '3'].map((id) => desk.take({ id, kind: 'disks-create', params: aGuestOrder() }))
  await soon()
  expect(begun).toHaveLength(2)
  endNext()
  await soon()
  expect(begun).toHaveLength(3)
  endNext()
  endNext()
  await Promise.all(all)
})

test('a failed order stays failed under its id', async () => {
  const { desk, driver } = aDesk()
  const order = { id: '1', kind: 'guest-spawn', params: aGuestOrder() } as const
  driver.failNext('spawn', new Error('No.'))
  await expect(desk.take(order)).rejects.toThrow('No.')
  await expect(desk.take(order)).rejects.toThrow('No.')
  expect(driver.callsOf('spawn')).toBe(1)
})

test('an outcome is forgotten after its time', async () => {
  let now = 0
  const { desk } = aDesk({ rememberMs: 1000, clock: { now: () => new Date(now) } })
  await desk.take({ id: 'old', kind: 'guest-spawn', params: aGuestOrder() })
  now = 900
  await desk.take({ id: 'young', kind: 'guest-spawn', params: aGuestOrder() })
  now = 1100
  await desk.take({ id: 'new', kind: 'guest-spawn', params: aGuestOrder() })
  expect(desk.find('old')).toBeUndefined()
  expect(await desk.find('young')).toEqual({ power: 'running' })
})

test('what was only read is not kept', async () => {
  const { desk } = aDesk()
  await desk.take({ id: '1', kind: 'console-log', params: { serverId: aGuestOrder().serverId, maxBytes: 1 } })
  expect(desk.find('1')).toBeUndefined()
})

test('an id means one order', async () => {
  const { desk } = aDesk()
  const guest = aGuestOrder()
  await desk.take({ id: '1', kind: 'guest-spawn', params: guest })
  const other = desk.take({ id: '1', kind: 'guest-destroy', params: { serverId: guest.serverId } })
  await expect(other).rejects.toThrow(`given before as guest-spawn for server ${guest.serverId}`)
})

test.each([
  ['a path', { serverId: '../../etc' }],
  ['nothing', {}],
])('%s instead of a server is refused', async (_what, params) => {
  const { desk } = aDesk()
  await expect(desk.take({ id: '1', kind: 'disks-delete', params: params as never })).rejects.toThrow('names no server')
  await expect(desk.take({ id: '2', kind: 'guest-reboot', params: params as never })).rejects.toThrow('names no server')
})

test('an unknown order is refused with the cure', async () => {
  const { desk } = aDesk()
  const order = { id: '1', kind: 'toString' as never, params: { serverId: newId() } as never }
  await expect(desk.take(order)).rejects.toThrow('This agent knows no order toString. Update the agent.')
})
