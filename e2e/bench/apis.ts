import { createServer } from 'node:http'
import { once } from 'node:events'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'
import { aProject } from '../support/a-project.ts'
import { type Api, imageAndFlavor, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { add } from './figures.ts'
import { memoryMb, quantile, type Rate, rate, rateOf, timed } from './measure.ts'

const servers = 10_000
const page = 100

const per = ({ perSecond, p50Ms, p99Ms }: Rate) =>
  `${perSecond.toFixed(0)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
const times = (limit: Rate, measured: Rate) => `${(limit.perSecond / measured.perSecond).toFixed(1)}×`

interface Shown {
  server: { status: string }
}

/** Creates and reads of the APIs on 100 fake hosts, and the cloud's second start and memory with all of it. */
export async function onFakeHosts() {
  const cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '100' })
  try {
    const api = await signIn(cloud)
    await api.call('PUT', `/compute/v2.1/os-quota-sets/${api.projectId}`, {
      quota_set: { instances: -1, cores: -1, ram: -1 },
    })
    await api.call('PUT', `/network/v2.0/quotas/${api.projectId}`, { quota: { port: -1 } })
    await burst(cloud, api, 500)
    for (let made = 500; made < servers; made += page) await createMany(api, made)
    await allActive(api)
    await reads(cloud, api)
    await idle(cloud)
    await behindALine(cloud, api)
  } finally {
    await cloud.dispose()
  }
}

async function createMany(api: Api, made: number) {
  const body = { ...(await imageAndFlavor(api)), networks: 'none', min_count: page, max_count: page }
  await api.call('POST', '/compute/v2.1/servers', { server: { name: `bench-${made}`, ...body } })
  // A queue of thousands would only measure itself.
  await allActive(api)
}

async function allActive(api: Api) {
  await api.until<{ servers: unknown[] }>(
    '/compute/v2.1/servers?status=BUILD&limit=1',
    ({ servers }) => servers.length === 0,
  )
}

/** POST to ACTIVE for `count` servers asked for at once, one request each. */
async function burst(cloud: CloudProcess, api: Api, count: number) {
  const commitsBefore = await commits(cloud)
  const refs = await imageAndFlavor(api)
  const begun = performance.now()
  const accepted: number[] = []
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      await api.call('POST', '/compute/v2.1/servers', { server: { name: `burst-${i}`, ...refs, networks: 'none' } })
      accepted.push(performance.now() - begun)
    }),
  )
  const acceptedMs = performance.now() - begun
  await allActive(api)
  add(
    `${count} creates at once, accepted`,
    `${(count / (acceptedMs / 1000)).toFixed(0)}/s, p99 ${quantile(accepted, 0.99).toFixed(0)} ms`,
  )
  const activeMs = performance.now() - begun
  const made = (await commits(cloud)) - commitsBefore
  const bareMs = await commitsAlone(cloud, made)
  add(
    `${count} creates at once, the last one ACTIVE`,
    `${(activeMs / 1000).toFixed(2)} s, ${(count / (activeMs / 1000)).toFixed(0)}/s`,
    `PostgreSQL alone asked as often, ${(made / count).toFixed(0)} transactions a server: ${(bareMs / 1000).toFixed(2)} s`,
    `${(activeMs / bareMs).toFixed(1)}×`,
  )
}

/** POST to ACTIVE of a member of another project while a member's long line of deletes waits, beside the same without the line. */
async function behindALine(cloud: CloudProcess, api: Api) {
  const other = await aProject(cloud)
  await other.hasPerson('bench-other', 'member')
  const somebody = await signIn(cloud, 'bench-other', other.name)
  const body = { server: { name: 'behind', ...(await imageAndFlavor(somebody)), networks: 'none' } }
  const built = () =>
    timed(async () => {
      const { server } = await somebody.call<Shown & { server: { id: string } }>('POST', '/compute/v2.1/servers', body)
      await somebody.until<Shown>(`/compute/v2.1/servers/${server.id}`, ({ server: { status } }) => status === 'ACTIVE')
    })
  const aloneMs = await built()
  const owner = await signIn(cloud, 'demo')
  const line = 500
  const { servers: going } = await api.call<{ servers: { id: string }[] }>('GET', `/compute/v2.1/servers?limit=${line}`)
  await Promise.all(going.map(({ id }) => owner.call('DELETE', `/compute/v2.1/servers/${id}`)))
  const behindMs = await built()
  add(
    `POST to ACTIVE while ${line} deletes of another project wait`,
    `${behindMs.toFixed(0)} ms`,
    `without them ${aloneMs.toFixed(0)} ms`,
    `${(behindMs / aloneMs).toFixed(1)}×`,
  )
}

async function commits(cloud: CloudProcess): Promise<number> {
  const client = new pg.Client({ connectionString: cloud.databaseUrl() })
  await client.connect()
  try {
    const { rows } = await client.query('select sum(xact_commit)::int as made from pg_stat_database')
    return rows[0].made as number
  } finally {
    await client.end()
  }
}

/** Milliseconds that as many empty transactions take on as many connections as the cloud has. */
async function commitsAlone(cloud: CloudProcess, count: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: cloud.databaseUrl(), max: 10 })
  let left = count
  const lane = async () => {
    while (left-- > 0) await pool.query('select 1')
  }
  try {
    return await timed(() => Promise.all(Array.from({ length: 10 }, lane)))
  } finally {
    await pool.end()
  }
}

async function reads(cloud: CloudProcess, api: Api) {
  const list = '/compute/v2.1/servers/detail'
  const { servers: oldest } = await api.call<{ servers: { id: string }[] }>(
    'GET',
    `/compute/v2.1/servers?sort_key=created_at&sort_dir=asc&limit=${page + 1}`,
  )
  await api.call('POST', `/compute/v2.1/servers/${oldest[0]!.id}/action`, { 'os-stop': null })
  await api.until<Shown>(`/compute/v2.1/servers/${oldest[0]!.id}`, ({ server }) => server.status === 'SHUTOFF')
  for (const [what, path, key] of [
    [`first page of ${page}`, `${list}?limit=${page}`, 'servers'],
    [`last page of ${page}`, `${list}?limit=${page}&marker=${oldest.at(-1)!.id}`, 'servers'],
    ['by name, one of them', `${list}?name=bench-9900-77`, 'servers'],
    [`by status, first page of ${page}`, `${list}?status=ACTIVE&limit=${page}`, 'servers'],
    ['by a rare status, one of them', `${list}?status=SHUTOFF&limit=${page}`, 'servers'],
    ['page of 1000', `${list}?limit=1000`, 'servers'],
    ['one server', `/compute/v2.1/servers/${oldest.at(-1)!.id}`, 'server'],
  ] as const) {
    const body = await api.call('GET', path)
    const measured = await rate(cloud.url + path, api.headers)
    const sql = await postgresAlone(cloud, body[key])
    add(what, per(measured), `PostgreSQL alone making this JSON ${per(sql)}`, times(sql, measured))
    const hono = await honoAlone(JSON.stringify(body))
    add(what, per(measured), `Hono alone sending it ${per(hono)}`, times(hono, measured))
  }
}

/** PostgreSQL turning rows with the same JSON into one answer of the same size, and nothing else. */
async function postgresAlone(cloud: CloudProcess, value: unknown): Promise<Rate> {
  const pool = new pg.Pool({ connectionString: cloud.databaseUrl(), max: 4 })
  await pool.query('create table if not exists public.bench (id serial primary key, doc jsonb)')
  await pool.query('truncate public.bench')
  const docs = Array.isArray(value) ? value : [value]
  await pool.query('insert into public.bench (doc) select * from jsonb_array_elements($1::jsonb)', [
    JSON.stringify(docs),
  ])
  try {
    return await rateOf(() => pool.query('select json_agg(doc order by id)::text as body from public.bench'))
  } finally {
    await pool.query('drop table public.bench')
    await pool.end()
  }
}

/** Hono sending the same bytes from memory. */
async function honoAlone(body: string): Promise<Rate> {
  const app = new Hono().get('/', (c) => c.body(body, 200, { 'content-type': 'application/json' }))
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await rate(`http://127.0.0.1:${(server.address() as { port: number }).port}/`, {})
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function idle(cloud: CloudProcess) {
  await cloud.stop()
  add('second start until ready', `${(await timed(() => cloud.start())).toFixed(0)} ms`, '3000 ms', '')
  await new Promise((resolve) => setTimeout(resolve, 15_000))
  const { cloud: ours, postgres } = await memoryMb(cloud)
  add(
    `resident when idle, 100 hosts and ${servers} servers`,
    `${ours.toFixed(0)} MB + PostgreSQL ${postgres.toFixed(0)} MB`,
    '300 MB',
    '',
  )
}
