import { test as base } from '@playwright/test'
import pg from 'pg'
import { type AProject, aProject } from './a-project.ts'
import { type CloudProcess, startCloud } from './cloud-process.ts'

interface OfTest {
  /** An empty project of this test alone; its servers go with the test. */
  project: AProject
}

interface OfWorker {
  /** A cloud on the fake driver, shared by all files that one worker runs: starting one takes seconds. */
  cloud: CloudProcess
}

/** A test on a cloud that others use as well: what it makes, it makes in projects and for users of its own. */
export const test = base.extend<OfTest, OfWorker>({
  cloud: [
    // Playwright reads the names of the fixtures that this one needs, none, from the pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const cloud = await startCloud({ KILONOVA_DRIVER: 'fake' })
      await forgoSafety(cloud)
      await use(cloud)
      await cloud.dispose()
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: ({ cloud }, use) => use(cloud.url),
  project: async ({ cloud }, use) => {
    const project = await aProject(cloud)
    await use(project)
    await project.hasNoServers()
  },
})

/** What scenarios write need not outlive a power cut: the database waits for no disk. */
export async function forgoSafety(cloud: CloudProcess) {
  const client = new pg.Client({ connectionString: cloud.databaseUrl() })
  await client.connect()
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await client.query(`alter system set ${setting} = off`)
  await client.query('select pg_reload_conf()')
  await client.end()
}
