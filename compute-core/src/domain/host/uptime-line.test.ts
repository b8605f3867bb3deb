import { expect, test } from 'vitest'
import { uptimeLine } from './uptime-line.ts'

const now = new Date('2026-11-29T08:32:11Z')

test.each([
  ['2026-11-29T08:30:00Z', ' 08:32:11 up 2 min'],
  ['2026-11-29T06:27:00Z', ' 08:32:11 up 2:05'],
  ['2026-11-28T08:30:00Z', ' 08:32:11 up 1 day, 2 min'],
  ['2026-08-27T14:07:00Z', ' 08:32:11 up 93 days, 18:25'],
  ['2026-11-29T09:00:00Z', ' 08:32:11 up 0 min'],
])('a host that was started at %s says%s', (bootedAt, line) => {
  expect(uptimeLine(new Date(bootedAt), now)).toBe(line)
})

test('with users and load it is what the openstack client takes apart', () => {
  const line = uptimeLine(new Date('2026-08-27T14:07:00Z'), now, { users: 0, averages: [0.2, 0.12, 0.14] })
  expect(line).toMatch(/\s*(.+)\sup\s+(.+),\s+(.+)\susers?,\s+load average:\s(.+)/)
  expect(line).toBe(' 08:32:11 up 93 days, 18:25,  0 users,  load average: 0.20, 0.12, 0.14')
})
