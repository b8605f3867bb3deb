import { aProject } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'

test('home says what runs, what is left of the quota and what was asked today', async ({ member, project }) => {
  await project.hasServer('web-1')
  const stopped = await project.hasServer('web-2')
  await member.request(`/bff/servers/${stopped}/actions`, { method: 'POST', json: { action: 'stop' } })
  await project.serverIs(stopped, 'SHUTOFF')
  await member.request('/bff/api/compute/os-keypairs', {
    method: 'POST',
    json: { keypair: { name: 'laptop' } },
    headers: { 'openstack-api-version': 'compute 2.91' },
  })
  const home = await member.json<Home>('/bff/home')
  expect(home).toMatchObject({
    servers: { value: { total: 2, statuses: { ACTIVE: 1, SHUTOFF: 1 } }, error: null },
    attention: { value: { totals: { error: 0, resized: 0, 'soft-deleted': 0 }, servers: [] } },
    offers: { value: { total: 0, images: [] } },
    running: { value: { total: 0, actions: [] } },
    quota: {
      compute: { value: { servers: { used: 2, limit: 10 }, vcpus: { used: 2, limit: 20 }, keyPairs: { used: 1 } } },
      images: { value: { images: { used: 0 } } },
      network: { value: { networks: { used: 0 }, ports: { used: 0 } } },
    },
  })
  expect(home.activity.value).toHaveLength(7)
  expect(home.activity.value.at(-1)).toMatchObject({ done: 3, failed: 0 })
})

interface Home {
  activity: { value: unknown[] }
}

test('an image is an offer to the project that it is shared with, and to no other', async ({
  cloud,
  member,
  openBrowser,
  project,
}) => {
  const giver = await aProject(cloud.admin)
  const shared = { name: 'golden', visibility: 'shared', disk_format: 'raw', container_format: 'bare' }
  const { id } = await giver.api.call<{ id: string }>('POST', '/image/v2/images', shared)
  await giver.api.call('POST', `/image/v2/images/${id}/members`, { member: project.id })
  // One of its own, which nobody offers it.
  await project.api.call('POST', '/image/v2/images', { ...shared, name: 'ours' })
  const administrator = openBrowser()
  await administrator.signIn(await project.hasPerson('admin'))
  for (const browser of [member, administrator]) {
    const { offers } = await browser.json<{ offers: unknown }>('/bff/home')
    expect(offers).toEqual({ value: { total: 1, images: [{ id, name: 'golden' }] }, error: null })
  }
})

test('an unlimited quota is told as no limit', async ({ member, project }) => {
  await project.api.call('PUT', `/compute/v2.1/os-quota-sets/${project.id}`, { quota_set: { instances: -1 } })
  expect(await member.json('/bff/home')).toMatchObject({
    quota: { compute: { value: { servers: { used: 0, limit: null } } } },
  })
})

test('a part that a service does not answer is missing by itself, and says why', async ({
  cloud,
  openBrowser,
  person,
}) => {
  const withoutImages = openBrowser({
    cloud: {
      ...cloud.cloud,
      fetch: async (request, env) =>
        new URL(request.url).pathname.startsWith('/image/')
          ? Response.json({ message: 'The image service is down.' }, { status: 503 })
          : cloud.cloud.fetch(request, env),
    },
  })
  await withoutImages.signIn(person)
  const response = await withoutImages.request('/bff/home')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    offers: { value: null, error: { status: 503, service: 'image' } },
    quota: { images: { value: null, error: { service: 'image' } }, network: { error: null } },
    servers: { value: { total: 0 } },
  })
})

test('it is read with one request of each kind, however many servers there are', async ({ member }) => {
  await member.json('/bff/home')
  member.seen.length = 0
  await member.json('/bff/home')
  const asked = member.seen.map(({ url }) => new URL(url)).filter(({ pathname }) => !pathname.includes('/auth/'))
  expect(asked.length).toBeLessThanOrEqual(10)
  expect(asked.filter(({ searchParams }) => Number(searchParams.get('limit')) > 10)).toEqual([])
})

test('administrators have no home of all projects here', async ({ openBrowser, project }) => {
  const browser = openBrowser()
  await browser.signIn(await project.hasPerson('admin'))
  expect((await browser.request('/bff/admin/home')).status).toBe(404)
})
