import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { sql } from 'kysely'
import type { Database } from '#platform/db/database'

/** An app behind a port, for requests whose path nobody has folded on its way. */
export interface RawServer extends AsyncDisposable {
  send(
    line: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<{ status: number; body: string }>
}

/** Serves `app` on loopback. */
export async function rawServer(app: {
  fetch(request: Request, env?: object): Response | Promise<Response>
}): Promise<RawServer> {
  const server = createAdaptorServer({ fetch: (request, env) => app.fetch(request, env), createServer }) as Server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    send: (line, headers, body) =>
      new Promise((resolve, reject) => {
        const [method, path] = line.split(/ (.*)/) as [string, string]
        const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (response) => {
          let text = ''
          response.on('data', (part: Buffer) => (text += part.toString()))
          response.on('end', () => resolve({ status: response.statusCode!, body: text }))
        })
        sent.on('error', reject)
        sent.end(body === undefined ? undefined : JSON.stringify(body))
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const dots = ['.', '..', '%2e', '%2E%2E', '.%2e', '%2e.']

/** The paths that a route's own turns into where a parameter is dots, or is not there, and what they are answered with. */
export function* oddPathsOf(
  pattern: string,
  params: Readonly<Record<string, string>>,
): Generator<{ path: string; status: number }> {
  const filled = (odd: Readonly<Record<string, string>> = {}) =>
    pattern.replaceAll(/:(\w+)/g, (_, name: string) => odd[name] ?? encodeURIComponent(params[name] ?? 'none'))
  for (const [, name] of pattern.matchAll(/:(\w+)/g)) {
    for (const value of dots) yield { path: filled({ [name!]: value }), status: 400 }
    yield { path: filled({ [name!]: '' }), status: 404 }
    yield { path: filled({ [name!]: `/${encodeURIComponent(params[name!] ?? 'none')}` }), status: 404 }
  }
  yield { path: `${filled()}/`, status: 404 }
  yield { path: `${filled()}//`, status: 404 }
  yield { path: `${filled()}/..`, status: 400 }
  yield { path: `${filled()}/../..`, status: 400 }
}

/** What stands in all tables of `db`: two are equal when nothing has changed in between. */
export async function fingerprintOf(db: Database): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(db)
  const tables = rows.map(
    ({ name }) =>
      sql`select ${name} as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as rows from ${sql.raw(name)} t`,
  )
  const hashes = await sql<{ name: string; rows: string }>`${sql.join(tables, sql` union all `)}`.execute(db)
  return Object.fromEntries(hashes.rows.map((row) => [row.name, row.rows]))
}

/** The same without the audit, which keeps what was refused. */
export async function fingerprintButForAudit(db: Database): Promise<Record<string, string>> {
  const { 'platform.audit': _refusals, ...rest } = await fingerprintOf(db)
  return rest
}

const namesInPaths = new Set(['id', 'name', 'namespace', 'member', 'tenant', 'host', 'key_name'])

/** `body` with "." and ".." in the place of each name in it that becomes a part of a path: names, tags, keys of maps. */
export function* withOddNames(body: unknown, maps = ['metadata', 'meta', 'extra_specs']): Generator<unknown> {
  for (const odd of ['.', '..']) yield* withName(body, odd, maps)
}

function* withName(value: unknown, odd: string, maps: readonly string[]): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const inner of withName(item, odd, maps)) yield value.with(index, inner)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (namesInPaths.has(key) && typeof inner === 'string') yield { ...value, [key]: odd }
    // A change of an image names its property by a path.
    if (key === 'path' && 'op' in value) yield { ...value, path: `/${odd}`, op: 'add', value: 'x' }
    if (key === 'tags' && Array.isArray(inner)) yield { ...value, tags: [...inner, odd] }
    if (maps.includes(key) && typeof inner === 'object' && inner !== null) yield { ...value, [key]: { [odd]: 'x' } }
    for (const deeper of withName(inner, odd, maps)) yield { ...value, [key]: deeper }
  }
}
