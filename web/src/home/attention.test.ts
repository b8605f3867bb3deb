import { expect, test } from 'vitest'
import type { Home } from '#shared/bff'
import { pathsIn } from '#shared/paths'
import { attentionRows } from './attention.ts'

const paths = pathsIn('/p/demo')
const now = new Date('2026-11-30T12:00:00Z')
const here = <Value>(value: Value) => ({ value, error: null })
const missing = { value: null, error: { message: 'It is down.', status: 503, service: 'image' } }

type Servers = NonNullable<Home['attention']['value']>['servers']
const server = (kind: Servers[number]['kind'], what: Partial<Servers[number]> = {}): Servers[number] => ({
  id: `id-${kind}`,
  name: `web-${kind}`,
  project_id: 'p',
  kind,
  reason: null,
  since: now.toISOString(),
  due_at: null,
  ...what,
})

function aHome(servers: Servers = [], more: Partial<Home> = {}): Home {
  const count = (kind: string) => servers.filter((one) => one.kind === kind).length
  const totals = { error: count('error'), resized: count('resized'), 'soft-deleted': count('soft-deleted') }
  const free = { used: 1, limit: 10 }
  return {
    attention: here({ totals, servers }),
    offers: here({ total: 0, images: [] }),
    servers: here({ total: 0, statuses: {} }),
    running: here({ total: 0, actions: [] }),
    metrics: here({ servers: 0, vcpus_used: null, memory_mb: null, vcpus_used_hour: [], memory_mb_hour: [] }),
    activity: here([]),
    quota: {
      compute: here({ servers: free, vcpus: free, ramMb: free, keyPairs: free, serverGroups: free }),
      images: here({ images: free, imagesMb: free }),
      network: here({ networks: free, ports: free }),
    },
    ...more,
  }
}

test('nothing needs anybody in a project at rest', () => {
  expect(attentionRows(aHome(), paths, now)).toEqual([])
})

test('each server that needs somebody has its reason and one remedy, errors first', () => {
  const rows = attentionRows(
    aHome([
      server('soft-deleted', { due_at: '2026-11-30T12:10:00Z' }),
      server('resized', { due_at: '2026-11-30T14:00:00Z' }),
      server('error', { reason: 'No host is large enough.' }),
    ]),
    paths,
    now,
  )
  expect(rows.map(({ text }) => text)).toEqual([
    'No host is large enough.',
    'Its resize waits for you, and is confirmed by itself in 2 hours.',
    'It is permanently deleted in 10 minutes.',
  ])
  expect(rows.map(({ remedy }) => remedy)).toEqual([
    { label: 'See why', to: '/p/demo/servers/id-error' },
    { label: 'Confirm or revert', to: '/p/demo/servers/id-resized' },
    { label: 'Restore or delete', to: '/p/demo/servers/id-soft-deleted' },
  ])
})

test('what is not listed one by one leads to the list of it', () => {
  const home = aHome([server('error')])
  home.attention = here({ ...home.attention.value!, totals: { error: 12, resized: 0, 'soft-deleted': 0 } })
  expect(attentionRows(home, paths, now)[1]).toMatchObject({
    text: '11 more servers are in error.',
    remedy: { to: '/p/demo/servers?q=status%3Aerror' },
  })
})

test('a quota speaks up from 80 % on, and an image that is offered can be taken', () => {
  const home = aHome([], { offers: here({ total: 1, images: [{ id: 'i', name: 'golden' }] }) })
  home.quota.compute.value!.vcpus = { used: 16, limit: 20 }
  home.quota.compute.value!.servers = { used: 7, limit: 9 }
  home.quota.compute.value!.serverGroups = { used: 0, limit: 0 }
  expect(attentionRows(home, paths, now).map(({ name, text, remedy }) => [name, text, remedy.label])).toEqual([
    ['golden', 'This image is offered to you by another project.', 'Accept'],
    ['vCPUs', '16 of 20 used (80%).', 'See what uses it'],
  ])
})

test('parts that are missing leave the others', () => {
  const home = aHome([server('error')], { offers: missing })
  home.quota.images = missing
  expect(attentionRows(home, paths, now)).toHaveLength(1)
})
