import { expect, test } from '../../test/support/cloud-test.ts'

test('what the cloud refuses keeps its message, status, service and request id', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  const response = await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'start' } })
  expect(response.status).toBe(409)
  expect(await response.json()).toEqual({
    error: {
      message: expect.stringContaining(`Cannot 'start' instance ${id} while it is in vm_state active`),
      status: 409,
      service: 'compute',
      requestId: expect.stringMatching(/^req-/),
    },
  })
})

test('a generated password is returned once, with the command that it was generated for', async ({
  member,
  project,
}) => {
  const id = await project.hasServer('web-1')
  const command = (json: object) => member.json(`/bff/servers/${id}/actions`, { method: 'POST', json })
  expect(await command({ action: 'rescue' })).toEqual({ adminPassword: expect.stringMatching(/.{8}/), imageId: null })
  await project.serverIs(id, 'RESCUE')
  expect(await command({ action: 'unrescue' })).toEqual({ adminPassword: null, imageId: null })
  await project.serverIs(id, 'ACTIVE')
  const { imageId } = await member.imageAndFlavor()
  expect(await command({ action: 'rebuild', imageId })).toEqual({
    adminPassword: expect.stringMatching(/.{8}/),
    imageId: null,
  })
})

test('the image that is being created from a server is returned', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  const { imageId } = await member.json<{ imageId: string }>(`/bff/servers/${id}/actions`, {
    method: 'POST',
    json: { action: 'createImage', name: 'copy' },
  })
  await project.serverIs(id, 'ACTIVE')
  const { images } = await member.json<{ images: { id: string }[] }>('/bff/api/image/images')
  expect(images).toContainEqual(expect.objectContaining({ id: imageId, name: 'copy', status: 'active' }))
})

test('a server is deleted', async ({ member, project }) => {
  const id = await project.hasServer('web-1')
  await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'delete' } })
  await project.api.until<{ servers: unknown[] }>('/compute/v2.1/servers', ({ servers }) => servers.length === 0)
})
