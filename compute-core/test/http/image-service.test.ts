import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imageApi, imageDefinition } from '#services/image/api/image-api'
import { openImageFiles } from '#services/image/store/image-files'
import { type ImageInsert, insertImage } from '#services/image/store/image-store'
import { insertNamespace, insertPart } from '#services/image/store/metadef-store'
import { insertMember } from '#services/image/store/member-store'
import { uploadImage, type ImageStore } from '#services/image/upload-image'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { scratchDatabase } from '#test/scratch-postgres'
import { testCallers } from './support/test-callers.ts'
import { requestOver, type ServiceRequest, serviceSuite, type ServiceWorld } from './support/service-suite.ts'

const cache = 'not built yet: images are on this host already, nothing is to be cached'
const stores = 'there is one store, and of one store Glance says 404 as well'
const imports = 'not built yet: bytes come by PUT on the file'
const tasks = 'deprecated in OpenStack for years: images come by PUT on the file'
const parts = '/v2/metadefs/namespaces/:namespace'
const ofParts = [
  `DELETE ${parts}/objects`,
  `DELETE ${parts}/properties`,
  `GET ${parts}/properties`,
  ...['GET', 'PUT', 'DELETE'].map((method) => `${method} ${parts}/properties/:name`),
  `GET ${parts}/tags`,
  `DELETE ${parts}/tags`,
  ...['POST', 'GET', 'PUT', 'DELETE'].map((method) => `${method} ${parts}/tags/:name`),
  `POST ${parts}/resource_types`,
  `DELETE ${parts}/resource_types/:name`,
]
const namesInSamples = [
  ...['boot_menu', 'serial_port_count', 'hw_boot_menu', 'hw_serial_port_count'].map((name) => `properties.${name}`),
  ...['cpu_period', 'cpu_quota', 'cpu_shares'].flatMap((name) =>
    ['properties', 'objects.properties'].map((place) => `${place}.quota:${name}`),
  ),
]
const takesMore = 'Glance reads what it needs of it and looks at no other field'
const noSecret = 'it is for everybody with a token'
const schemasOf = (field: string) => [
  `GET /v2/schemas/image: properties.${field}`,
  `GET /v2/schemas/images: properties.images.items.properties.${field}`,
]

serviceSuite({
  definition: imageDefinition,
  makeWorld,
  unanswered: {
    'GET /v2/cache': cache,
    'PUT /v2/cache/{image_id}': cache,
    'DELETE /v2/cache/{image_id}': cache,
    'DELETE /v2/cache': cache,
    'POST /v2/cache/clean': cache,
    'POST /v2/cache/prune': cache,
    'GET /v2/info/stores': stores,
    'GET /v2/info/stores/detail': stores,
    'DELETE /v2/stores/{store_id}/{image_id}': stores,
    'PUT /v2/images/{image_id}/stage': imports,
    'POST /v2/images/{image_id}/import': imports,
    'POST /v2/tasks': tasks,
    'GET /v2/tasks/{task_id}': 'there are no tasks: each id is a 404',
  },
  ours: {
    'GET /': 'discovery, which the table of the reference leaves out',
    'GET /versions': 'discovery, which the table of the reference leaves out',
    ...Object.fromEntries(ofParts.map((line) => [line, 'Glance has it; the table of the reference leaves it out'])),
  },
  except: {
    'answers without JSON': { 'GET /v2/images/:id/file': 'it answers with the bytes' },
    'reads what an administrator reads': {
      'GET /v2/images/:id/file': 'what is in an image is its project’s, secrets included',
      'GET /v2/images/:id/locations': 'it is for services alone',
    },
    'whoever has no role is refused': Object.fromEntries(
      imageDefinition.routes
        .filter(({ path }) => path.startsWith('/v2/schemas/') || path.startsWith('/v2/info/'))
        .map(({ method, path }) => [`${method} ${path}`, noSecret]),
    ),
    'a good request is answered as declared': { 'POST /v2/images/:id/locations': 'no store for addresses is enabled' },
    'every attribute that is written is kept': { 'POST /v2/images/:id/locations': 'no store for addresses is enabled' },
    'a body that is none is a 400': { 'PATCH /v2/images/:id': 'a list of no changes changes nothing' },
    'a field that nobody knows is a 400': {
      'POST /v2/images': 'what is no attribute is a property',
      'POST /v2/images/:id/locations': takesMore,
      'POST /v2/images/:id/members': takesMore,
      'PUT /v2/images/:id/members/:member': takesMore,
    },
  },
  missingFields: {
    [`POST ${parts}/properties: properties`]: 'the sample is that of the list',
    ...Object.fromEntries(namesInSamples.map((name) => [name, 'it is the name of a property of the sample'])),
    'POST /v2/images: locations': 'where the bytes are is not shown, as by default in Glance',
    ...Object.fromEntries(
      ['direct_url', 'locations'].flatMap(schemasOf).map((field) => [field, 'where the bytes are is not shown']),
    ),
    ...Object.fromEntries(
      ['kernel_id.pattern', 'kernel_id.type', 'ramdisk_id.pattern', 'ramdisk_id.type']
        .flatMap(schemasOf)
        .map((field) => [field, 'it is a property as any other: text, and not checked']),
    ),
  },
})

/** Images of two projects, one of them with its bytes. */
async function makeWorld(): Promise<ServiceWorld> {
  const scratch = await scratchDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-images-'))
  const store = { db: scratch.db, files: await openImageFiles(folder) }
  const { authenticate, project, callers } = testCallers()
  const app = imageApi({ store, authenticate, log: silentLog, checksResponses: true })
  const add = async (image: Partial<ImageInsert> = {}) => {
    const { id } = await insertImage(store.db, newImage({ project_id: project, ...image }))
    return id
  }
  const withBytes = await add()
  await upload(store, withBytes)
  const old = { created_at: new Date('2020-01-01'), updated_at: new Date('2020-01-02') }
  await add({ project_id: callers['other']!.projectId!, visibility: 'private', tags: ['other'], ...old })
  await add({
    visibility: 'community',
    protected: true,
    disk_format: 'aki',
    container_format: 'aki',
    min_disk: 2,
    min_ram: 512,
  })
  await insertNamespace(store.db, {
    namespace: 'OS::Test',
    project_id: project,
    visibility: 'public',
    ...named,
    ...old,
  })
  await insertPart(store.db, 'OS::Test', 'resource_type', { name: 'OS::Glance::Image', body: { prefix: 'hw_' } })
  const read: Record<string, Record<string, string>> = {}
  const request = requestOver(app, 'image')
  return {
    app,
    db: scratch.db,
    request: (what) => request(inItsForm(what)),
    async paramsOf(at) {
      if (at === 'GET /v2/images/:id/file') return { id: withBytes }
      if (at.includes('/actions/')) return { id: await add({ status: 'active', size: 3, os_hash_value: 'abc' }) }
      if (at.startsWith('GET /v2/metadefs/')) return (read[at] ??= await aNamespace(store, at, project))
      if (at.includes('/metadefs/')) return aNamespace(store, at, project)
      if (at.includes(':member')) {
        const id = await add()
        await insertMember(store.db, id, 'green')
        return { id, member: 'green' }
      }
      return at.includes(':id') ? { id: await add(), ...(at.includes(':tag') && { tag: 'web' }) } : {}
    },
    bodyOf: (at) => bodies[at] ?? (at.includes('/metadefs/namespaces') ? namespaceBody(project, at) : newBody(project)),
    queryOf: (at) => (/^GET .*\/(images|namespaces)$/.test(at) ? 'limit=1000&sort_dir=asc' : ''),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

const newImage = (what: Partial<ImageInsert> & { project_id: string }): ImageInsert => ({
  id: newId(),
  status: 'queued',
  name: 'disk',
  disk_format: 'raw',
  container_format: 'bare',
  tags: ['kept', 'web'],
  properties: {},
  ...what,
})

const upload = (store: ImageStore, imageId: string) =>
  uploadImage(store, {
    imageId,
    diskFormat: 'raw',
    bytes: [Buffer.from('abc')] as unknown as AsyncIterable<Uint8Array>,
    announcedBytes: 3,
  })

const aProperty = { title: 'Bus', type: 'string', description: 'Which bus.', enum: ['scsi', 'virtio'], default: 'scsi' }
const anObject = { description: 'A disk.', required: ['hw_bus'], properties: { hw_bus: aProperty } }

/** A body of a namespace with every attribute that a client may set. */
const namespaceBody = (owner: string, at: string) => ({
  namespace: newId(),
  display_name: 'Disks',
  description: 'Of disks.',
  visibility: 'private',
  protected: false,
  owner,
  ...(at.startsWith('POST') && {
    objects: [{ name: 'Disk', ...anObject }],
    properties: { hw_bus: aProperty },
    tags: [{ name: 'disks' }],
    resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'hw_' }],
  }),
})

const ofNamespaces = {
  objects: ['object', { name: 'Rest', body: anObject }],
  properties: ['property', { name: 'hw_rest', body: aProperty }],
  tags: ['tag', { name: 'rest', body: {} }],
  resource_types: ['resource_type', { name: 'OS::Nova::Flavor', body: { prefix: 'hw:' } }],
} as const

const named = { display_name: 'Disks', description: 'Of disks.' }

/** A private namespace with those parts that the path is about, or with all, and the name of one. */
async function aNamespace({ db }: ImageStore, at: string, project: string): Promise<Record<string, string>> {
  const namespace = newId()
  await insertNamespace(db, { namespace, project_id: project, visibility: 'private', ...named })
  const collection = at.split('/')[5] as keyof typeof ofNamespaces | undefined
  for (const [kind, part] of collection ? [ofNamespaces[collection]] : Object.values(ofNamespaces))
    await insertPart(db, namespace, kind, part)
  return { namespace, name: at.startsWith('POST') ? 'new' : ofNamespaces[collection ?? 'tags'][1].name }
}

const bodies: Readonly<Record<string, unknown>> = {
  'PATCH /v2/images/:id': [
    { op: 'replace', path: '/name', value: 'renamed' },
    { op: 'add', path: '/os_distro', value: 'none' },
  ],
  'POST /v2/images/:id/locations': { url: 'http://images.test/disk' },
  'POST /v2/images/:id/members': { member: 'blue' },
  'PUT /v2/images/:id/members/:member': { status: 'accepted' },
  [`POST ${parts}/objects`]: { name: 'Disk', ...anObject },
  [`PUT ${parts}/objects/:name`]: { name: 'Disk', ...anObject },
  [`POST ${parts}/properties`]: { name: 'hw_bus', ...aProperty },
  [`PUT ${parts}/properties/:name`]: { name: 'hw_bus', ...aProperty },
  [`POST ${parts}/tags`]: { tags: [{ name: 'new' }] },
  [`PUT ${parts}/tags/:name`]: { name: 'renamed' },
  [`POST ${parts}/resource_types`]: { name: 'OS::Cinder::Volume', prefix: 'hw_', properties_target: 'image' },
}

/** A body with every attribute that a client may set. */
const newBody = (owner: string) => ({
  id: newId(),
  name: 'kernel',
  disk_format: 'aki',
  container_format: 'aki',
  min_disk: 2,
  min_ram: 512,
  visibility: 'community',
  protected: true,
  os_hidden: false,
  tags: ['kernel', 'old'],
  owner,
  os_distro: 'none',
})

/** Bytes and changes have media types of their own. */
function inItsForm(what: ServiceRequest): ServiceRequest {
  const { line, body = 'abc', headers } = what
  if (line.startsWith('PATCH'))
    return { ...what, headers: { 'content-type': 'application/openstack-images-v2.1-json-patch', ...headers } }
  if (line.startsWith('PUT') && line.endsWith('/file'))
    return { ...what, body, headers: { 'content-type': 'application/octet-stream', ...headers } }
  return what
}
