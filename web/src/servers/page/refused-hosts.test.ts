import { expect, test } from 'vitest'
import { refusedHostsOf } from './refused-hosts.ts'

const lines = (...text: string[]) =>
  ['No valid host was found.', ...text, '    at chooseAndClaim (x.ts:1:1)'].join('\n')

test('each host has what every rule said of it', () => {
  const read = refusedHostsOf(
    lines(
      'RamFilter refuses 2 hosts (node-1, node-2): needs 4 GB of memory, has 1 GB',
      'ComputeFilter refuses 1 host (node-2): is down',
    ),
  )
  expect(read?.rules).toEqual(['RamFilter', 'ComputeFilter'])
  expect(read?.hosts.map(({ host, refusals }) => [host, Object.fromEntries(refusals)])).toEqual([
    ['node-1', { RamFilter: 'needs 4 GB of memory, has 1 GB' }],
    ['node-2', { RamFilter: 'needs 4 GB of memory, has 1 GB', ComputeFilter: 'is down' }],
  ])
  expect(read?.more).toEqual([])
})

test('a host that is not named among many passes no rule that nobody recorded of it', () => {
  const read = refusedHostsOf(
    lines(
      'RamFilter refuses 12 hosts (node-1 and 11 more): has 1 GB',
      'ComputeFilter refuses 1 host (node-2): is down',
    ),
  )
  expect(read?.more).toEqual([{ rule: 'RamFilter', because: 'has 1 GB', unnamed: 11 }])
  const other = read?.hosts.find(({ host }) => host === 'node-2')
  expect([...(other?.unknown ?? [])]).toEqual(['RamFilter'])
})

test.each([null, '', 'The guest could not be started.\nerror: refuses to start'])(
  'details of something else are none of hosts: %s',
  (details) => expect(refusedHostsOf(details)).toBeNull(),
)
