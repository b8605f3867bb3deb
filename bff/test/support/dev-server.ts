import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { serve } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { bffApp } from '../../src/app.ts'
import { fakeCloud } from './fake-cloud.ts'
import { FakeScreen } from './fake-screen.ts'

// The dashboard over a cloud in memory, for working on pages: `node test/support/dev-server.ts`, sign in with one / secret.
const fake = fakeCloud()
for (let n = 1; n <= Number(process.env['SERVERS'] ?? 0); n++) fake.servers.add({ name: `web-${n}` })
if (process.env['ODD'])
  for (const odd of [
    { name: 'a-server-with-a-name-that-goes-on-and-on-as-names-made-by-machines-do-0123456789abcdef0123456789abcdef' },
    {
      name: 'building',
      status: 'BUILD',
      'OS-EXT-STS:vm_state': 'building',
      'OS-EXT-STS:task_state': 'spawning',
      addresses: {},
    },
    {
      name: 'broken',
      status: 'ERROR',
      'OS-EXT-STS:vm_state': 'error',
      fault: {
        code: 500,
        message: 'No valid host was found. 3 hosts: needs 4096 MB, has 512 MB.',
        created: new Date().toISOString(),
        details: 'at claim',
      },
    },
    { name: 'resized', status: 'VERIFY_RESIZE', 'OS-EXT-STS:vm_state': 'resized' },
    { name: 'in-rescue', status: 'RESCUE', 'OS-EXT-STS:vm_state': 'rescued' },
    { name: 'on-the-shelf', status: 'SHELVED_OFFLOADED', 'OS-EXT-STS:vm_state': 'shelved_offloaded' },
    { name: 'in-the-bin', status: 'SOFT_DELETED', 'OS-EXT-STS:vm_state': 'soft-delete' },
    {
      name: 'kept',
      locked: true,
      locked_reason: 'Under audit until Friday: ask the accountants before touching it.',
      tags: ['blue', 'audit', 'a-tag-that-somebody-made-rather-long-without-thinking-of-phones-12'],
      metadata: {
        team: 'accounting',
        'a-key-of-some-length': 'and a value that goes on for longer than one would think',
      },
      description: 'What the accountants look at.',
    },
    { name: 'stopped', status: 'SHUTOFF', 'OS-EXT-STS:vm_state': 'stopped', 'OS-EXT-STS:power_state': 4 },
  ])
    fake.servers.add(odd)
const webDist = fileURLToPath(new URL('../../../web/dist', import.meta.url))
const { app } = bffApp({
  cloud: { ...fake.cloud, openConsole: () => Promise.resolve(new FakeScreen()) },
  webDist,
  cookieKey: randomBytes(32),
  log: silentLog,
})
const port = Number(process.env['PORT'] ?? 8790)
const websocket = { server: new WebSocketServer({ noServer: true }) as never }
serve({ fetch: app.fetch, port, hostname: '127.0.0.1', websocket }, () =>
  process.stdout.write(`http://127.0.0.1:${port}\n`),
)
