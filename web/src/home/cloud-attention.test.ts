import { expect, test } from 'vitest'
import type { CloudHome } from '#shared/bff'
import { pathsIn } from '#shared/paths'
import { cloudAttentionRows } from './cloud-attention.ts'

const paths = pathsIn('/admin')
const now = new Date('2026-11-30T12:00:00Z')
const here = <Value>(value: Value) => ({ value, error: null })
type Overview = NonNullable<CloudHome['overview']['value']>

const calm: Overview = {
  hosts: { total: 2, up: 2, down: 0, forced_down: 0, disabled: 0, in_service: 2 },
  control: { total: 3, down: 0 },
  down: [],
  capacity: [{ resource_class: 'VCPU', hosts: 2, total: 64, reserved: 0, used: 10, limit: 256, free: 246 }],
  busiest: [],
  load: { servers: 0, vcpus_used: null, memory_mb: null },
  flows: { running: 0, waiting: 0, in_trouble: 0, list: [] },
}

const aHome = (overview: Partial<Overview> = {}, more: Partial<CloudHome> = {}): CloudHome => ({
  overview: here({ ...calm, ...overview }),
  attention: here({ totals: { error: 0, resized: 0, 'soft-deleted': 0 }, servers: [] }),
  servers: here({ total: 0, statuses: {} }),
  activity: here([]),
  running: here({ total: 0, actions: [] }),
  failures: here({ total: 0, actions: [] }),
  services: [{ service: 'image', error: null }],
  ...more,
})

const rows = (home: CloudHome) => cloudAttentionRows(home, paths, now)

test('nothing needs anybody in a cloud that is well', () => {
  expect(rows(aHome())).toEqual([])
})

test('what does not answer comes first, then hosts that are down with their servers, then what runs out', () => {
  const down = { host: 'node-2', forced_down: false, updated_at: '2026-11-30T11:57:00Z', servers: 3 }
  const home = aHome(
    {
      hosts: { ...calm.hosts, up: 1, down: 3, in_service: 1 },
      down: [down, { ...down, host: 'node-3', forced_down: true, servers: 0 }],
      capacity: [{ ...calm.capacity[0]!, used: 250, free: 0 }],
    },
    { services: [{ service: 'image', error: { message: 'It is down.', status: 503, service: 'image' } }] },
  )
  expect(rows(home).map(({ tone, name, text }) => [tone, name, text])).toEqual([
    ['bad', 'Images', 'The service does not answer: It is down.'],
    ['bad', 'node-2', 'This host is down: last heard 3 minutes ago. 3 servers are on it.'],
    ['warn', 'node-3', 'This host was forced down.'],
    ['bad', '', '1 more host is down.'],
    ['bad', 'vCPUs', '250 of 256 promised (97%); 0 free on hosts that take servers.'],
  ])
})

test('a control process that has ended is told with the way to its services', () => {
  const [row, ...others] = rows(aHome({ control: { total: 6, down: 3 } }))
  expect(others).toEqual([])
  expect(row).toMatchObject({
    tone: 'bad',
    text: '3 services of the control are down: a control process has ended.',
    remedy: { to: expect.stringContaining('services') },
  })
})

test('where no host takes servers, that is said rather than that each resource is gone', () => {
  const hosts = { ...calm.hosts, disabled: 2, in_service: 0 }
  const found = rows(aHome({ hosts, capacity: [{ ...calm.capacity[0]!, free: 0 }] }))
  expect(found.map(({ text }) => text)).toEqual(['No host takes new servers: each is down or disabled.'])
})

test('flows that need a look are told once, with their number', () => {
  const found = rows(aHome({ flows: { ...calm.flows, in_trouble: 2 } }))
  expect(found.map(({ text, remedy }) => [text, remedy])).toEqual([
    [
      '2 flows need a look: they are listed below.',
      { label: 'See what runs', to: '/admin/activity?q=outcome%3Arunning' },
    ],
  ])
})

test('what could not be read leaves the rest', () => {
  const missing = { value: null, error: { message: 'It is down.', status: 503, service: 'compute' } }
  expect(rows(aHome({}, { overview: missing }))).toEqual([])
})
