import { expect, test } from 'vitest'
import { fakeDriver } from '#driver/fake/fake-driver'
import { newId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { fakeDisks } from '../disks/fake-disks.ts'
import { fakeNics } from '../nics/fake-nics.ts'
import { aGuestCommand } from './a-guest-command.ts'
import type { GuestCommand } from './command-contract.ts'
import { withoutPower } from '../host-power.ts'
import { openCommandQueue, type QueueOptions } from './command-queue.ts'

/** A queue whose disk work ends when the test says so. */
function aDesk(options: QueueOptions = {}) {
  const begun: ServerId[] = []
  const ends: (() => void)[] = []
  const driver = fakeDriver()
  const disks = {
    ...fakeDisks(),
    create({ serverId }: GuestCommand) {
      begun.push(serverId)
      return new Promise<void>((resolve) => void ends.push(resolve))
    },
  }
  const queue = openCommandQueue(
    {
      driver,
      disks,
      nics: fakeNics(),
      power: withoutPower('Not here.'),
      desired: { reach: async () => {} },
      seal: sealWith(Buffer.alloc(32)),
    },
    silentLog,
    options,
  )
  return { queue, driver, begun, endNext: () => ends.shift()?.() }
}

const soon = () => new Promise((resolve) => setImmediate(resolve))

test('commands of one server run one after the other', async () => {
  const { queue, driver, endNext } = aDesk()
  const guest = aGuestCommand()
  const made = queue.take({ id: '1', kind: 'disks-create', params: guest })
  const spawned = queue.take({ id: '2', kind: 'guest-spawn', params: guest })
  await soon()
  expect(driver.callsOf('spawn')).toBe(0)
  endNext()
  await Promise.all([made, spawned])
  expect(driver.callsOf('spawn')).toBe(1)
})

test('a command goes ahead also when the one before it failed', async () => {
  const { queue, driver } = aDesk()
  const guest = aGuestCommand()
  driver.failNext('spawn', new Error('No.'))
  const first = queue.take({ id: '1', kind: 'guest-spawn', params: guest })
  const second = queue.take({ id: '2', kind: 'guest-spawn', params: guest })
  await expect(first).rejects.toThrow('No.')
  expect(await second).toEqual({ power: 'running' })
})

test.each([
  ['the end of its grace period', { kind: 'guest-end-grace', more: {} }],
  ['a destroy', { kind: 'guest-destroy', more: {} }],
  ['a stop without grace', { kind: 'guest-power-off', more: { graceMs: 0 } }],
] as const)(
  '%s ends the wait for a guest that does not listen, of its own server only',
  async (_what, { kind, more }) => {
    const { queue, driver } = aDesk()
    const guests = [aGuestCommand(), aGuestCommand()]
    for (const [id, guest] of guests.entries()) {
      await queue.take({ id: `spawn-${id}`, kind: 'guest-spawn', params: guest })
      driver.ignoresPowerButton(guest.serverId)
    }
    const [{ serverId }, other] = guests as [GuestCommand, GuestCommand]
    const off = queue.take({ id: '1', kind: 'guest-power-off', params: { serverId, graceMs: 3_600_000 } })
    const asWell = { serverId: other.serverId, graceMs: 3_600_000 }
    const otherOff = queue.take({ id: '2', kind: 'guest-power-off', params: asWell })
    await queue.take({ id: '3', kind, params: { serverId, ...more } as never })
    expect(await off).toEqual({ power: 'shutdown' })
    expect(driver.guests.get(other.serverId)).toBe('running')
    driver.guestShutsDown(other.serverId)
    await otherOff
  },
)

test('a hard reboot takes over from a soft one that waits, and the guest is started once', async () => {
  const { queue, driver } = aDesk()
  const guest = aGuestCommand()
  await queue.take({ id: '1', kind: 'guest-spawn', params: guest })
  driver.ignoresPowerButton(guest.serverId)
  const soft = queue.take({ id: '2', kind: 'guest-reboot', params: { guest, hard: false, graceMs: 3_600_000 } })
  await soon()
  expect(await queue.take({ id: '3', kind: 'guest-reboot', params: { guest, hard: true, graceMs: 0 } })).toEqual({
    power: 'running',
    fellBack: false,
  })
  await soft
  expect(driver.callsOf('hardReboot')).toBe(1)
})

test('reading waits for nobody, and neither does another server', async () => {
  const { queue, endNext } = aDesk()
  const guest = aGuestCommand()
  const made = queue.take({ id: '1', kind: 'disks-create', params: guest })
  await queue.take({ id: '2', kind: 'console-log', params: { serverId: guest.serverId, maxBytes: 1 } })
  expect(await queue.take({ id: '3', kind: 'guest-spawn', params: aGuestCommand() })).toEqual({ power: 'running' })
  endNext()
  await made
})

test('of heavy commands only a few run at once', async () => {
  const { queue, begun, endNext } = aDesk({ heavyAtOnce: 2 })
  const all = ['1', '2', '3'].map((id) => queue.take({ id, kind: 'disks-create', params: aGuestCommand() }))
  await soon()
  expect(begun).toHaveLength(2)
  endNext()
  await soon()
  expect(begun).toHaveLength(3)
  endNext()
  endNext()
  await Promise.all(all)
})

test('projects take turns with what is heavy', async () => {
  const { queue, begun, endNext } = aDesk({ heavyAtOnce: 1 })
  const guests = ['a', 'a', 'a', 'b'].map((projectId) => aGuestCommand({ projectId }))
  const made = guests.map((params, id) => queue.take({ id: `${id}`, kind: 'disks-create', params }))
  for (let ended = 0; ended < 4; ended++) {
    await soon()
    endNext()
  }
  await Promise.all(made)
  const [a1, a2, a3, b] = guests.map(({ serverId }) => serverId)
  expect(begun).toEqual([a1, a2, b, a3])
})

test('a failed command stays failed under its id', async () => {
  const { queue, driver } = aDesk()
  const command = { id: '1', kind: 'guest-spawn', params: aGuestCommand() } as const
  driver.failNext('spawn', new Error('No.'))
  await expect(queue.take(command)).rejects.toThrow('No.')
  await expect(queue.take(command)).rejects.toThrow('No.')
  expect(driver.callsOf('spawn')).toBe(1)
})

test('an outcome is forgotten after its time', async () => {
  let now = 0
  const { queue } = aDesk({ rememberMs: 1000, clock: { now: () => new Date(now) } })
  await queue.take({ id: 'old', kind: 'guest-spawn', params: aGuestCommand() })
  now = 900
  await queue.take({ id: 'young', kind: 'guest-spawn', params: aGuestCommand() })
  now = 1100
  await queue.take({ id: 'new', kind: 'guest-spawn', params: aGuestCommand() })
  expect(queue.find('old')).toBeUndefined()
  expect(await queue.find('young')).toEqual({ power: 'running' })
})

test('what was only read is not kept', async () => {
  const { queue } = aDesk()
  await queue.take({ id: '1', kind: 'console-log', params: { serverId: aGuestCommand().serverId, maxBytes: 1 } })
  expect(queue.find('1')).toBeUndefined()
})

test('an id means one command', async () => {
  const { queue } = aDesk()
  const guest = aGuestCommand()
  await queue.take({ id: '1', kind: 'guest-spawn', params: guest })
  const other = queue.take({ id: '1', kind: 'guest-destroy', params: { serverId: guest.serverId } })
  await expect(other).rejects.toThrow(`given before as guest-spawn for ${guest.serverId}`)
})

test.each([
  ['a path', { serverId: '../../etc' }],
  ['nothing', {}],
])('%s instead of a server is refused', async (_what, params) => {
  const { queue } = aDesk()
  await expect(queue.take({ id: '1', kind: 'disks-delete', params: params as never })).rejects.toThrow(
    'names no server',
  )
  await expect(queue.take({ id: '2', kind: 'guest-reboot', params: params as never })).rejects.toThrow(
    'names no server',
  )
})

test('an unknown command is refused with the cure', async () => {
  const { queue } = aDesk()
  const command = { id: '1', kind: 'toString' as never, params: { serverId: newId() } as never }
  await expect(queue.take(command)).rejects.toThrow('This agent knows no command toString. Update the agent.')
})
