import { expect, test } from '../../test/support/cloud-test.ts'

interface Permits {
  refused: Record<string, string>
}

test('a member is told what the policies of all services refuse to them, and an administrator what is refused even so', async ({
  member,
  openBrowser,
  project,
}) => {
  const { refused } = await member.json<Permits>('/bff/permits')
  expect(refused).toMatchObject({
    'os_compute_api:os-flavor-manage:create': 'the admin role',
    'identity:create_project': expect.stringContaining('the admin role'),
    'placement:resource_providers:list': expect.stringContaining('the admin role'),
    'create_network:shared': 'the admin role',
    publicize_image: 'the admin role',
  })
  expect(refused).not.toHaveProperty('os_compute_api:servers:create')
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  expect((await admin.json<Permits>('/bff/permits')).refused).not.toHaveProperty('identity:create_project')
})

test('who reads the whole cloud comes to administration without a project, and is refused every change', async ({
  cloud,
  openBrowser,
  project,
}) => {
  const person = await project.hasPerson('member')
  const { roles } = await cloud.admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=reader')
  const grant = `/identity/v3/system/users/${person.id}/roles/${roles[0]!.id}`
  await cloud.admin.call('PUT', grant)
  const reader = openBrowser()
  await reader.signIn(person)
  expect(await reader.json('/bff/session')).toMatchObject({ administration: { roles: ['reader'], isAdmin: false } })
  const { refused } = await reader.json<Permits>('/bff/admin/permits')
  expect(refused).toHaveProperty('os_compute_api:os-services:update')
  expect(refused).not.toHaveProperty('os_compute_api:os-services:list')
  expect((await reader.request('/bff/admin/api/compute/os-services')).status).toBe(200)
  expect((await reader.request('/bff/admin/servers')).status).toBe(200)
  const json = { flavor: { name: 'x', ram: 1, vcpus: 1, disk: 1 } }
  expect((await reader.request('/bff/admin/api/compute/flavors', { method: 'POST', json })).status).toBe(403)
})
