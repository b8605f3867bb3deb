import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { imageDefinition } from '#services/image/api/image-api'
import { imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
let id: string
const namespace = '/v2/metadefs/namespaces/OS::Test'
beforeAll(async () => {
  cloud = await imageCloud()
  id = await cloud.queued('admin', { os_distro: 'none' })
  await cloud.call('admin', 'POST', `/v2/images/${id}/members`, { member: 'red' })
  const property = { title: 'Bus', type: 'string', enum: ['scsi'] }
  await cloud.call('admin', 'POST', '/v2/metadefs/namespaces', {
    namespace: 'OS::Test',
    objects: [{ name: 'Disk', properties: { bus: property } }],
    properties: { bus: property },
    tags: [{ name: 'disks' }],
    resource_type_associations: [{ name: 'OS::Glance::Image' }],
  })
})
afterAll(() => cloud[Symbol.asyncDispose]())

/** The end of each schema's address, and where something is that it is of. */
const described: Readonly<Record<string, () => string>> = {
  image: () => `/v2/images/${id}`,
  images: () => '/v2/images',
  member: () => `/v2/images/${id}/members/red`,
  members: () => `/v2/images/${id}/members`,
  tasks: () => '/v2/tasks',
  'metadefs/namespace': () => namespace,
  'metadefs/namespaces': () => '/v2/metadefs/namespaces',
  'metadefs/object': () => `${namespace}/objects/Disk`,
  'metadefs/objects': () => `${namespace}/objects`,
  'metadefs/property': () => `${namespace}/properties/bus`,
  'metadefs/properties': () => `${namespace}/properties`,
  'metadefs/tag': () => `${namespace}/tags/disks`,
  'metadefs/tags': () => `${namespace}/tags`,
  'metadefs/resource_types': () => `${namespace}/resource_types`,
}
// There is no task, and what a namespace is for is shown in lists alone.
const withoutAnswer = ['metadefs/resource_type', 'task']

test('each schema that is served has an answer here', () => {
  const served = imageDefinition.routes.flatMap(({ path }) => /^\/v2\/schemas\/(.*)/.exec(path)?.[1] ?? [])
  expect([...Object.keys(described), ...withoutAnswer].toSorted()).toEqual(served.toSorted())
})

test.each(Object.entries(described))(
  'what the schema of %s is of keeps to it, as glanceclient checks',
  async (end, path) => {
    const { body: schema } = await cloud.call('admin', 'GET', `/v2/schemas/${end}`)
    const { status, body } = await cloud.call('admin', 'GET', path())
    expect(status).toBe(200)
    const result = z
      .fromJSONSchema({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', ...schema })
      .safeParse(body)
    expect(result.error?.issues ?? []).toEqual([])
  },
)
