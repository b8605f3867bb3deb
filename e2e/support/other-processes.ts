import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Api } from './api.ts'
import { type CloudProcess, startCloud, testCache } from './cloud-process.ts'

const root = join(import.meta.dirname, '../..')

/** A control process beside `cloud`, over its database and with its secrets and images. To be ended before that one. */
export async function besides(cloud: CloudProcess, env: Record<string, string> = {}): Promise<CloudProcess> {
  const settings = { filesystem_store_datadir: join(cloud.dataDir, 'images') }
  return startCloud({ DATABASE_URL: cloud.databaseUrl(), ...env }, settings, (dataDir) =>
    cp(join(cloud.dataDir, 'secrets'), join(dataDir, 'secrets'), { recursive: true }),
  )
}

/** A process that is a host of a cloud, or several hosts. */
export interface HostProcess {
  pid(): number
  stop(): Promise<void>
}

/** Makes a token of the cloud for one more host, and says where that joins. */
export async function joinToken(api: Api): Promise<{ url: string; token: string }> {
  const { join_token: made } = await api.call<{ join_token: { token: string; commands: string[] } }>(
    'POST',
    '/compute/v2.1/kilonova/hosts/join-tokens',
    { join_token: {} },
  )
  const [, url = ''] = /join (https:\S+)/.exec(made.commands[0] ?? '') ?? []
  return { url, token: made.token }
}

/** A fake host in a process of its own, joined as a person has a machine join; resolves once the cloud knows it. */
export async function startFakeHost(api: Api, name: string): Promise<HostProcess> {
  const { url, token } = await joinToken(api)
  const dataDir = await mkdtemp(join(tmpdir(), 'kilonova-host-'))
  const child = spawn(
    process.execPath,
    [join(root, 'bff/src/agent-main.ts'), 'join', url, '--token', token, '--name', name, '--port', '0'],
    { env: hostEnv(dataDir), stdio: ['ignore', 'inherit', 'inherit'] },
  )
  return asHosts(api, [name], child, () => rm(dataDir, { recursive: true, force: true }))
}

/** Many fake hosts in one process, each joined by itself with its own connection; resolves once the cloud knows all of them. */
export async function startFakeHosts(api: Api, names: readonly string[]): Promise<HostProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kilonova-hosts-'))
  await chmod(dataDir, 0o711) // the agents' own folders are below it
  const tokens = []
  for (const name of names) tokens.push({ name, dataDir: join(dataDir, name), ...(await joinToken(api)) })
  await writeFile(join(dataDir, 'hosts.json'), JSON.stringify(tokens))
  const child = spawn(
    process.execPath,
    [join(root, 'compute-core/test/support/many-hosts.ts'), join(dataDir, 'hosts.json')],
    {
      env: hostEnv(dataDir),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  return asHosts(api, names, child, () => rm(dataDir, { recursive: true, force: true }))
}

const hostEnv = (dataDir: string) => ({
  NODE_COMPILE_CACHE: join(testCache, 'compile-cache'),
  ...process.env,
  KILONOVA_DATA: dataDir,
  KILONOVA_DRIVER: 'fake',
  KILONOVA_HOST: '127.0.0.1',
})

async function asHosts(
  api: Api,
  names: readonly string[],
  child: ChildProcess,
  tidy: () => Promise<void>,
): Promise<HostProcess> {
  const gone = once(child, 'exit')
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
    await tidy()
  }
  const isThere = async () => {
    const { hosts } = await api.call<{ hosts: { name: string; state: string }[] }>(
      'GET',
      '/compute/v2.1/kilonova/hosts?limit=1000',
    )
    const up = new Set(hosts.filter(({ state }) => state === 'up').map(({ name }) => name))
    return names.every((name) => up.has(name))
  }
  while (!(await isThere())) {
    if (child.exitCode !== null) throw new Error(`The hosts ended with ${child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { pid: () => child.pid!, stop }
}
