import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { type Api, imageAndFlavor, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { besides, startFakeHost, startFakeHosts } from '../support/other-processes.ts'
import { add } from './figures.ts'
import { quantile, rateOf } from './measure.ts'

const idleAgents = 100
const idleSeconds = 60
/** Clock ticks of /proc/<pid>/stat in a second, on every Linux. */
const ticks = 100

// What a machine that joins is told to dial: a cloud for this machine alone prints no command.
const onThisMachine = { public_url: 'http://127.0.0.1' }

/** What goes between control and hosts, and between control processes. */
export async function onTheWire() {
  const cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '1' }, onThisMachine)
  try {
    const api = await signIn(cloud)
    const far = await startFakeHost(api, 'far-1')
    try {
      await commands(api)
      await desiredState(cloud, api)
    } finally {
      await far.stop()
    }
    await idle(cloud, api)
  } finally {
    await cloud.dispose()
  }
  await takeOver()
}

interface Server {
  id: string
  status: string
}

/** A server on a certain host, once it is active. */
async function serverOn(api: Api, host: string, networks: unknown): Promise<string> {
  const { server } = await api.call<{ server: Server }>('POST', '/compute/v2.1/servers', {
    server: { name: `on-${host}`, ...(await imageAndFlavor(api)), networks, host },
  })
  await api.until<{ server: Server }>(
    `/compute/v2.1/servers/${server.id}`,
    ({ server: { status } }) => status === 'ACTIVE',
  )
  return server.id
}

/** How long a host takes to answer, in control's own process and in another one: a request that asks it, beside one that does not. */
async function commands(api: Api) {
  const asks = async (id: string) => {
    const took = await rateOf(
      () => api.call('POST', `/compute/v2.1/servers/${id}/action`, { 'os-getConsoleOutput': { length: 10 } }),
      1,
    )
    const alone = await rateOf(() => api.call('GET', `/compute/v2.1/servers/${id}`), 1)
    return { took: took.p50Ms, p99: took.p99Ms, alone: alone.p50Ms }
  }
  const { hosts } = await api.call<{ hosts: { name: string }[] }>('GET', '/compute/v2.1/kilonova/hosts')
  const here = hosts.find(({ name }) => name !== 'far-1')!.name
  const [near, far] = [await asks(await serverOn(api, here, 'none')), await asks(await serverOn(api, 'far-1', 'none'))]
  const ms = (value: number) => `${value.toFixed(1)} ms`
  for (const [where, measured] of [
    ['in the same process', near],
    ['in another one, over TLS', far],
  ] as const)
    add(
      `request that asks a host ${where}`,
      `p50 ${ms(measured.took)}, p99 ${ms(measured.p99)}`,
      `one that asks only PostgreSQL: p50 ${ms(measured.alone)}`,
      `${(measured.took / measured.alone).toFixed(1)}×`,
    )
}

/** From the answer to a change of a port's addresses until the server's host has it, over TLS. */
async function desiredState(cloud: CloudProcess, api: Api) {
  const id = await serverOn(api, 'far-1', 'auto')
  const { ports } = await api.call<{ ports: { id: string; fixed_ips: { subnet_id: string }[] }[] }>(
    'GET',
    `/network/v2.0/ports?device_id=${id}`,
  )
  const [port] = ports
  const db = new pg.Client({ connectionString: cloud.databaseUrl() })
  await db.connect()
  const generations = async () => {
    const { rows } = await db.query(
      `select generation::int, reached::int from platform.host_state where host_name = 'far-1'`,
    )
    return rows[0] as { generation: number; reached: number }
  }
  const took: number[] = []
  try {
    for (let change = 0; change < 20; change++) {
      const before = await generations()
      // One address more, and back again.
      const fixed =
        change % 2 === 0 ? [...port!.fixed_ips, { subnet_id: port!.fixed_ips[0]!.subnet_id }] : port!.fixed_ips
      await api.call('PUT', `/network/v2.0/ports/${port!.id}`, { port: { fixed_ips: fixed } })
      const begun = performance.now()
      for (let now = before; now.generation <= before.generation || now.reached < now.generation;)
        now = await generations()
      took.push(performance.now() - begun)
    }
  } finally {
    await db.end()
  }
  const sorted = took.toSorted((a, b) => a - b)
  add(
    'change of a port until its host has reported it done, over TLS',
    `p50 ${quantile(sorted, 0.5).toFixed(0)} ms, longest ${sorted.at(-1)!.toFixed(0)} ms`,
    'reports are gathered for 200 ms',
  )
}

/** What control and its database have to do for hosts that only report. */
async function idle(cloud: CloudProcess, api: Api) {
  const names = Array.from({ length: idleAgents }, (_, i) => `idle-${i}`)
  const without = await busy(cloud)
  const hosts = await startFakeHosts(api, names)
  try {
    const withThem = await busy(cloud)
    add(
      `${idleAgents} idle agents over TLS, a report each 10 s and a measurement each 30 s`,
      `${(withThem.control - without.control).toFixed(1)} % of a core in control, ${(withThem.postgres - without.postgres).toFixed(1)} % in PostgreSQL`,
      `without them ${without.control.toFixed(1)} % and ${without.postgres.toFixed(1)} %`,
    )
  } finally {
    await hosts.stop()
  }
}

/** How much of a core control and its database use. */
async function busy(cloud: CloudProcess): Promise<{ control: number; postgres: number }> {
  const postmaster = Number((await readFile(`${cloud.dataDir}/postgres/cluster/postmaster.pid`, 'utf8')).split('\n')[0])
  const used = async () => ({
    control: (await cpuOf([cloud.pid()])) ?? 0,
    postgres: await cpuOf(await treeOf(postmaster)),
  })
  const before = await used()
  await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000))
  const after = await used()
  const percent = (ticksUsed: number) => (ticksUsed / ticks / idleSeconds) * 100
  return { control: percent(after.control - before.control), postgres: percent(after.postgres - before.postgres) }
}

/** Of these processes and of those of their children that have ended. */
async function cpuOf(pids: readonly number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return stats.reduce((sum, stat) => {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + [11, 12, 13, 14].reduce((own, at) => own + Number(fields[at] ?? 0), 0)
  }, 0)
}

async function treeOf(pid: number): Promise<number[]> {
  const all = (await readdir('/proc')).map(Number).filter((each) => each > 0)
  const stats = await Promise.all(all.map((each) => readFile(`/proc/${each}/stat`, 'utf8').catch(() => '')))
  return [pid, ...all.filter((_, i) => Number(stats[i]!.slice(stats[i]!.lastIndexOf(')') + 2).split(' ')[1]) === pid)]
}

/** `kill -9` of a control process in the midst of 100 creates: until another has taken over, and until the last is ACTIVE. */
async function takeOver() {
  const settings = { KILONOVA_DRIVER: 'fake' }
  const first = await startCloud({ ...settings, KILONOVA_ROLES: 'api,conductor' })
  const second = await besides(first, { ...settings, KILONOVA_FAKE_HOSTS: '4' })
  try {
    const [api, other] = [await signIn(first), await signIn(second)]
    await api.call('PUT', `/compute/v2.1/os-quota-sets/${api.projectId}`, {
      quota_set: { instances: -1, cores: -1, ram: -1 },
    })
    const server = { name: 'taken', ...(await imageAndFlavor(api)), networks: 'none', min_count: 100, max_count: 100 }
    await api.call('POST', '/compute/v2.1/servers', { server })
    await first.kill()
    const begun = performance.now()
    const since = () => (performance.now() - begun) / 1000
    const db = new pg.Client({ connectionString: first.databaseUrl() })
    await db.connect()
    const isTaken = async () =>
      (await db.query('select from platform.control_process where taken_over_at is not null')).rowCount === 1
    while (!(await isTaken())) await new Promise((resolve) => setTimeout(resolve, 20))
    const takenSeconds = since()
    await db.end()
    await other.until<{ servers: unknown[] }>(
      '/compute/v2.1/servers?status=BUILD&limit=1',
      ({ servers }) => servers.length === 0,
    )
    add(
      'control process killed amid 100 creates: another has taken over',
      `after ${takenSeconds.toFixed(1)} s, the last server ACTIVE after ${since().toFixed(1)} s`,
      '15 s',
      '',
    )
  } finally {
    await second.dispose()
    await first.dispose()
  }
}
