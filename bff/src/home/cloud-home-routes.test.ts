import { expect, test } from '../../test/support/cloud-test.ts'

test('administrators read how the whole cloud is, what failed in all projects and who answers', async ({
  cloud,
  openBrowser,
  project,
}) => {
  await project.hasServer('web-1')
  const browser = openBrowser()
  await browser.signIn(await project.hasPerson('admin'))
  const home = await browser.json<CloudHome>('/bff/admin/cloud-home')
  expect(home).toMatchObject({
    overview: { value: { hosts: { down: 0, in_service: expect.any(Number) } }, error: null },
    attention: { value: { totals: {} } },
    running: { value: { actions: expect.any(Array) } },
    failures: { value: { actions: expect.any(Array), total: expect.any(Number) } },
  })
  expect(home.overview.value.capacity.map(({ resource_class }) => resource_class)).toContain('VCPU')
  expect(home.servers.value.total).toBeGreaterThanOrEqual(1)
  expect(home.activity.value).toHaveLength(7)
  expect(home.services).toEqual(
    ['identity', 'image', 'network', 'placement'].map((service) => ({ service, error: null })),
  )
  const withoutImages = openBrowser({
    cloud: {
      ...cloud.cloud,
      fetch: async (request, env) =>
        new URL(request.url).pathname.startsWith('/image/')
          ? Response.json({ message: 'The image service is down.' }, { status: 503 })
          : cloud.cloud.fetch(request, env),
    },
  })
  await withoutImages.signIn(await project.hasPerson('admin'))
  const other = await withoutImages.json<CloudHome>('/bff/admin/cloud-home')
  expect(other.services[1]).toMatchObject({ service: 'image', error: { status: 503 } })
  expect(other.overview.value.hosts).toBeTruthy()
})

interface CloudHome {
  overview: { value: { hosts: object; capacity: { resource_class: string }[] } }
  servers: { value: { total: number } }
  activity: { value: unknown[] }
  services: { service: string; error: unknown }[]
}

test('the home of the cloud is for nobody in a project', async ({ member }) => {
  expect((await member.request('/bff/cloud-home')).status).toBe(404)
  expect((await member.request('/bff/admin/cloud-home')).status).toBe(403)
})
