import { expect, test } from '@playwright/test'
import { hostileBursts } from '../soak/bursts.ts'
import { type Api, imageAndFlavor, signIn } from '../support/api.ts'
import { type CloudProcess, startCloud } from '../support/cloud-process.ts'
import { noTraces, tracesOf } from '../support/traces.ts'

interface Shown {
  server: { status: string; 'OS-EXT-STS:task_state': string | null; fault?: { message: string } }
}

let cloud: CloudProcess
test.beforeAll(async () => {
  // A guest that still boots does not hear that it should shut down.
  cloud = await startCloud({}, { shutdown_timeout: 5 })
})
test.afterAll(async () => {
  await cloud.dispose()
})

const path = (id: string) => `/compute/v2.1/servers/${id}`
const atRest = ({ server }: Shown) => server['OS-EXT-STS:task_state'] === null && server.status !== 'BUILD'

async function create(api: Api, name: string): Promise<string> {
  const body = { server: { name, ...(await imageAndFlavor(api)), networks: 'auto' } }
  return (await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', body)).server.id
}

/** Resolves when the newest action of the server has begun its step number `count`. */
async function stepBegun(api: Api, id: string, action: string, count: number) {
  const { instanceActions } = await api.until<{ instanceActions: { action: string; request_id: string }[] }>(
    `${path(id)}/os-instance-actions`,
    ({ instanceActions }) => instanceActions[0]?.action === action,
  )
  const requestId = instanceActions[0]!.request_id
  await api.until<{ instanceAction: { events: unknown[] } }>(
    `${path(id)}/os-instance-actions/${requestId}`,
    ({ instanceAction }) => instanceAction.events.length >= count,
  )
}

for (const step of [1, 2, 3, 4, 5]) {
  test(`killed in step ${step} of a build, the server is ACTIVE or in ERROR with a reason after the next start`, async () => {
    const api = await signIn(cloud)
    const id = await create(api, `killed-in-build-${step}`)
    await stepBegun(api, id, 'create', step)
    await cloud.kill()
    await cloud.start()
    const { server } = await api.until<Shown>(path(id), atRest)
    expect(['ACTIVE', 'ERROR']).toContain(server.status)
    if (server.status === 'ERROR') expect(server.fault?.message).toBeTruthy()
    await api.call('DELETE', path(id))
    await expect.poll(() => tracesOf(cloud, api, id), { timeout: 60_000 }).toEqual(noTraces)
  })
}

for (const step of [1, 2, 3]) {
  test(`killed in step ${step} of a delete, the server is gone after the next start and left nothing behind`, async () => {
    const api = await signIn(cloud)
    const id = await create(api, `killed-in-delete-${step}`)
    await api.until<Shown>(path(id), ({ server }) => server.status === 'ACTIVE')
    await api.call('DELETE', path(id))
    await stepBegun(api, id, 'delete', step).catch(() => {})
    await cloud.kill()
    await cloud.start()
    await expect.poll(() => api.call('GET', path(id)).catch(String), { timeout: 60_000 }).toContain('404')
    await expect.poll(() => tracesOf(cloud, api, id), { timeout: 60_000 }).toEqual(noTraces)
  })
}

test('killed right after the answer to a create, the job is not forgotten', async () => {
  const api = await signIn(cloud)
  const id = await create(api, 'killed-at-once')
  await cloud.kill()
  await cloud.start()
  const { server } = await api.until<Shown>(path(id), atRest)
  expect(server.status).toBe('ACTIVE')
  await api.call('DELETE', path(id))
  await expect.poll(() => tracesOf(cloud, api, id), { timeout: 60_000 }).toEqual(noTraces)
})

test('SIGTERM ends the process and leaves the guest running', async () => {
  const api = await signIn(cloud)
  const id = await create(api, 'outlives-us')
  await api.until<Shown>(path(id), ({ server }) => server.status === 'ACTIVE')
  const { domains } = await tracesOf(cloud, api, id)
  expect(await cloud.stop()).toBe(0)
  await cloud.start()
  const again = await signIn(cloud)
  expect((await tracesOf(cloud, again, id)).domains).toEqual(domains)
  expect((await again.call<Shown>('GET', path(id))).server.status).toBe('ACTIVE')
  await again.call('DELETE', path(id))
  await expect.poll(() => tracesOf(cloud, again, id), { timeout: 60_000 }).toEqual(noTraces)
})

test('after hostile use, with a guest and the process killed in the middle, disks, domains and all books are right', async () => {
  const bursts = { victims: ['guest', 'process'], requests: 120, atOnce: 4, seed: 8, isReal: true } as const
  expect((await hostileBursts(cloud, bursts)).wrong).toEqual([])
})
