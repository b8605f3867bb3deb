import { randomBytes } from 'node:crypto'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { onTestFinished } from 'vitest'
import { bffApp } from '../../src/app.ts'
import { fakeCloud } from './fake-cloud.ts'

/** The dashboard's server over a cloud in memory, and a browser that keeps its cookie. */
export function aBrowser(cookieKey = randomBytes(32)) {
  const fake = fakeCloud()
  const { app } = bffApp({ cloud: fake.cloud, webDist: builtDashboard(), cookieKey, log: silentLog })
  let cookie = ''

  async function request(
    path: string,
    init: { method?: string; json?: unknown; headers?: Record<string, string>; body?: string | Blob } = {},
  ) {
    const headers = new Headers({ host: 'cloud.test', 'sec-fetch-site': 'same-origin', ...init.headers })
    if (cookie) headers.set('cookie', cookie)
    if (init.json !== undefined) headers.set('content-type', 'application/json')
    const body = init.json === undefined ? (init.body ?? null) : JSON.stringify(init.json)
    const response = await app.request(`http://cloud.test${path}`, { method: init.method ?? 'GET', headers, body })
    const set = response.headers.get('set-cookie')
    if (set) cookie = /max-age=0/i.test(set) ? '' : (set.split(';')[0] ?? '')
    return response
  }
  const signIn = (name = 'one', password = 'secret') =>
    request('/bff/session', { method: 'POST', json: { name, password } })
  return { ...fake, app, request, signIn, cookie: () => cookie, setCookie: (next: string) => (cookie = next) }
}

/** A folder as the build leaves it, and beside it a file that nobody may read. */
function builtDashboard(): string {
  const root = mkdtempSync(join(tmpdir(), 'kilonova-web-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const dist = join(root, 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'nobody reads this')
  writeFileSync(
    join(dist, 'index.html'),
    '<!doctype html><meta name="style-nonce" content="__CSP_NONCE__"><div id="root"></div>',
  )
  writeFileSync(join(dist, 'mark.svg'), '<svg/>')
  writeFileSync(join(dist, 'assets/index-abc.js'), 'plain')
  writeFileSync(join(dist, 'assets/index-abc.js.br'), 'packed')
  return dist
}
