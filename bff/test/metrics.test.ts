import { randomBytes } from 'node:crypto'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { inject } from 'vitest'
import { expect, test } from './support/cloud-test.ts'
import { bffApp } from '../src/app.ts'
import { frontDoor } from '../src/front-door.ts'

test('a collector on the same machine reads how much there is to do, and nobody else does', async ({ cloud }) => {
  const { app } = bffApp({
    cloud: cloud.cloud,
    webDist: inject('webDist'),
    cookieKey: randomBytes(32),
    log: silentLog,
  })
  const door = frontDoor(app, app)
  const ask = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
    door.fetch(new Request('http://cloud.test/metrics', { headers }), { incoming: { socket: { remoteAddress } } })
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    const response = await ask(address)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const figures = await response.text()
    expect(figures).toMatch(/^kilonova_operations\{state="queued"\} 0$/m)
    expect(figures).toMatch(/^kilonova_live_streams \d+$/m)
  }
  for (const address of ['192.0.2.7', '10.0.0.1', '::ffff:192.0.2.7', undefined])
    expect((await ask(address)).status).toBe(403)
  // Of whoever asks through a proxy nobody knows where they are.
  for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])
    expect((await ask('127.0.0.1', { [header]: '127.0.0.1' })).status).toBe(403)
})
