import { expect, test } from 'vitest'
import type { ServerId } from '#platform/ids'
import type { CommandKind } from './command-contract.ts'
import { deadlineMs, overdue } from './command-deadline.ts'
import { commandHandlers } from './command-handlers.ts'

const hourMs = 3600_000
const kinds = Object.keys(commandHandlers) as CommandKind[]

test.each(kinds.filter((kind) => commandHandlers[kind].load === 'heavy'))('%s, which is heavy, has hours', (kind) => {
  expect(deadlineMs(kind, {} as never)).toBeGreaterThan(2 * hourMs)
})

test.each(kinds.filter((kind) => commandHandlers[kind].load === 'reading'))(
  '%s, which only looks, has minutes',
  (kind) => {
    expect(deadlineMs(kind, {} as never)).toBeLessThanOrEqual(hourMs / 10)
  },
)

test('a guest has its own time to shut down besides', () => {
  const off = (graceMs: number) => deadlineMs('guest-power-off', { serverId: '' as ServerId, graceMs })
  expect(off(hourMs) - off(0)).toBe(hourMs)
})

test('a command that is overdue says for how long it was waited, and to administrators for whom', () => {
  expect(overdue('node-1', 'guest-spawn', hourMs / 2).failure).toEqual({
    kind: 'failed',
    message: 'The host could not start the server within 30 minutes. Try again; administrators are shown the reason.',
    detail:
      'The agent of host node-1 still says that the command guest-spawn is running. Look into its log, and start it anew if it hangs.',
  })
  expect(overdue('node-1', 'snapshot-make', hourMs).message).toContain('within 1 hour.')
})
