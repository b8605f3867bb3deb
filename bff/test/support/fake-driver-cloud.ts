import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCloud, type Cloud as CoreCloud } from '@kilonova/compute-core/main/all-in-one'
import { loadConfig } from '@kilonova/compute-core/platform/config'
import { silentLog } from '@kilonova/compute-core/platform/log'
import type { Cloud } from '../../src/cloud/cloud.ts'
import { type CloudApi, cloudApi } from './cloud-api.ts'

/** The password of everybody in clouds that tests start. */
export const password = 'secret'

/** A real cloud in this process whose guests exist only in the memory of the fake driver. */
export interface FakeDriverCloud extends AsyncDisposable {
  /** As the bff gets it. */
  cloud: Cloud
  /** The APIs as the administrator, in the project `demo`. */
  admin: CloudApi
}

/** Starts a cloud over the fake driver; without `databaseUrl` it has a PostgreSQL of its own. */
export async function startFakeDriverCloud(databaseUrl?: string): Promise<FakeDriverCloud> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kilonova-bff-'))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  let core: CoreCloud
  try {
    const config = loadConfig({
      KILONOVA_DATA: dataDir,
      KILONOVA_DRIVER: 'fake',
      KILONOVA_AGENT_PORT: '0',
      KILONOVA_FAKE_HOSTS: '2',
      KILONOVA_ADMIN_PASSWORD: password,
      DATABASE_URL: databaseUrl,
    })
    core = await createCloud(config, { log: silentLog, say: () => {} })
  } catch (error) {
    await remove()
    throw error
  }
  const cloud: Cloud = {
    fetch: (request, env) => core.api.fetch(request, env),
    events: core.events,
    openConsole: (token) => core.openConsole(token),
    renewToken: (token, session) => core.renewToken(token, session),
    endSession: (token) => core.endSession(token),
    hasSeveralDomains: () => core.hasSeveralDomains(),
    signInFederated: (provider, person, from) => core.signInFederated(provider, person, from),
    health: () => core.health(),
    metrics: () => core.metrics(),
  }
  return {
    cloud,
    admin: await cloudApi(cloud).signIn('admin', password, 'demo'),
    async [Symbol.asyncDispose]() {
      await core.close()
      await remove()
    },
  }
}
