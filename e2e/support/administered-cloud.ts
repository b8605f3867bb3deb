import { test as base } from '@playwright/test'
import { type AProject, aProject } from './a-project.ts'
import { imageAndFlavor, signIn } from './api.ts'
import { type CloudProcess, startCloud } from './cloud-process.ts'
import { forgoSafety } from './fake-cloud.ts'

interface OfTest {
  /** An empty project of this test alone; its servers go with the test. */
  project: AProject
}

interface OfWorker {
  /** A cloud as an administrator has one after a year: see `hasTenants`. Shared by all files that one worker runs. */
  cloud: CloudProcess
}

/** How many of what the cloud has besides what tests make in it. */
export const administered = { hosts: 8, projects: 14, servers: 300 } as const

/**
 * An administrator's errand in a cloud of eight hosts on which fourteen projects have three hundred servers. What it makes, it makes in
 * projects and for users of its own.
 */
export const test = base.extend<OfTest, OfWorker>({
  cloud: [
    // Playwright reads the names of the fixtures that this one needs, none, from the pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const cloud = await startCloud({ KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: String(administered.hosts) })
      await forgoSafety(cloud)
      await hasTenants(cloud)
      await use(cloud)
      await cloud.dispose()
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: ({ cloud }, use) => use(cloud.url),
  project: async ({ cloud }, use) => {
    const project = await aProject(cloud)
    await use(project)
    await project.hasNoServers()
  },
})

const tenants = [
  'analytics',
  'billing',
  'build-farm',
  'checkout',
  'data-platform',
  'design',
  'field-service',
  'identity-team',
  'logistics',
  'mobile',
  'payments',
  'research',
  'search',
  'web-shop',
] as const

/** Fourteen projects, each with a member and a reader, and three hundred servers, of which the projects have between eight and thirty-four. */
async function hasTenants(cloud: CloudProcess) {
  const admin = await signIn(cloud)
  const counts = tenants.map((_, at) => 8 + 2 * at)
  counts[0]! += administered.servers - counts.reduce((sum, count) => sum + count)
  for (const [at, name] of tenants.entries()) {
    const project = await aProject(cloud, name)
    // Some have room, some are near their limit, and a few have none.
    const instances = counts[at]! + 4 * (at % 5)
    await project.hasQuota({ instances, cores: at % 3 === 2 ? -1 : 2 * instances, ram: 512 * instances })
    await project.hasPerson(`${name}-lead`, 'member')
    await project.hasPerson(`${name}-audit`, 'reader')
    const server = {
      name: `${name}-node`,
      ...(await imageAndFlavor(project.api, at % 3 === 0 ? 'm1.micro' : 'm1.nano')),
      networks: 'none',
      min_count: counts[at],
    }
    await project.api.call('POST', '/compute/v2.1/servers', { server })
  }
  await admin.until<{ servers: unknown[] }>(
    '/compute/v2.1/servers?all_tenants=1&status=ACTIVE&limit=1000',
    ({ servers }) => servers.length >= administered.servers,
  )
}
