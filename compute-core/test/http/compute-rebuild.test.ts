import { afterAll, beforeAll, expect, test } from 'vitest'
import { anImageSummary } from '#test/an-image-summary'
import type { ImageSummary } from '#services/image/image-service'
import { insertServer } from '#test/insert-server'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const { userId } = compute.callers.get('member')!
  await compute.db
    .insertInto('compute.key_pair')
    .values({ user_id: userId, name: 'laptop', type: 'ssh', fingerprint: 'aa', public_key: 'ssh-ed25519 AAAA ada' })
    .execute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const mine = (what: object = {}) => {
  const { projectId, userId } = compute.callers.get('member')!
  const columns = { project_id: projectId!, user_id: userId, host_id: compute.hostId, image_id: compute.imageId }
  return insertServer(compute.db, { ...columns, ...what })
}
const anImage = (what: Partial<ImageSummary> = {}) => {
  const image = anImageSummary(what)
  compute.images.set(image.id, image)
  return image
}
const rebuild = (id: string, what: object = {}, version = '2.104', as = 'member') =>
  compute.request(`POST /servers/${id}/action`, {
    version,
    as,
    body: { rebuild: { imageRef: compute.imageId, ...what } },
  })
const row = (id: string) =>
  compute.db.selectFrom('compute.server').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const jobOf = (id: string) => compute.dispatched.find(({ subjectId }) => subjectId === id)

const everything = {
  name: 'after',
  description: 'made anew',
  hostname: 'after.example.com',
  metadata: { role: 'db' },
  accessIPv4: '192.0.2.9',
  accessIPv6: '2001:db8::9',
  'OS-DCF:diskConfig': 'AUTO',
  key_name: 'laptop',
  user_data: 'aGVsbG8=',
  trusted_image_certificates: ['one', 'two'],
}

test('all that a rebuild changes is written with its job, and what it was before is in that', async () => {
  const { id } = await mine({ user_data: 'b2xk', metadata: JSON.stringify({ role: 'web', tier: '1' }) })
  const image = anImage({ properties: { hw_disk_bus: 'scsi' } })
  const response = await rebuild(id, {
    ...everything,
    imageRef: image.id,
    preserve_ephemeral: 'yes',
    adminPass: 's3cret',
  })
  expect(response.status).toBe(202)
  expect(response.headers.get('location')).toBe(`http://cloud.test/v2.1/servers/${id}`)
  expect(response.body.server).toMatchObject({
    status: 'REBUILD',
    name: 'after',
    description: 'made anew',
    metadata: { role: 'db' },
    key_name: 'laptop',
    user_data: 'aGVsbG8=',
    trusted_image_certificates: ['one', 'two'],
    'OS-EXT-STS:task_state': 'rebuilding',
    'OS-EXT-SRV-ATTR:hostname': 'after.example.com',
    adminPass: 's3cret',
    image: { id: image.id, properties: { hw_disk_bus: 'scsi' } },
  })
  expect(await row(id)).toMatchObject({
    key_data: 'ssh-ed25519 AAAA ada',
    access_ip_v4: '192.0.2.9',
    access_ip_v6: '2001:db8::9',
    disk_config: 'AUTO',
    image_properties: { hw_disk_bus: 'scsi' },
  })
  expect(jobOf(id)).toMatchObject({
    flow: 'server-rebuild',
    params: {
      keepEphemeral: true,
      imageChanged: true,
      previous: {
        name: 'web-1',
        imageId: compute.imageId,
        imageProperties: {},
        metadata: { role: 'web', tier: '1' },
        userData: 'b2xk',
        keyName: null,
        keyData: null,
        trustedCerts: null,
        diskConfig: 'MANUAL',
      },
    },
  })
  expect(JSON.stringify(jobOf(id))).not.toContain('s3cret')
  const { body } = await compute.request(`GET /servers/${id}/os-instance-actions`)
  expect(body.instanceActions).toMatchObject([{ action: 'rebuild' }])
})

test('what a rebuild does not speak of stays, and a new password is made', async () => {
  const { id } = await mine({ vm_state: 'stopped', user_data: 'b2xk', metadata: JSON.stringify({ role: 'web' }) })
  const response = await rebuild(id)
  expect(response.body.server).toMatchObject({ status: 'REBUILD', name: 'web-1', metadata: { role: 'web' } })
  expect(response.body.server).toMatchObject({
    user_data: 'b2xk',
    adminPass: expect.stringMatching(/^[A-Za-z2-9]{12}$/),
  })
  expect(jobOf(id)).toMatchObject({ params: { imageChanged: false, keepEphemeral: false } })
})

test('null takes the key, the user data and the description away', async () => {
  const { id } = await mine({ user_data: 'b2xk', key_name: 'old', key_data: 'x', description: 'old' })
  const response = await rebuild(id, { key_name: null, user_data: null, description: null })
  expect(response.body.server).toMatchObject({ key_name: null, user_data: null, description: null })
  expect(await row(id)).toMatchObject({ key_data: null })
})

test.each<[string, string, unknown]>([
  ['2.18', 'description', 'x'],
  ['2.53', 'key_name', 'laptop'],
  ['2.56', 'user_data', 'aGVsbG8='],
  ['2.57', 'personality', []],
  ['2.62', 'trusted_image_certificates', ['one']],
  ['2.89', 'hostname', 'web'],
  ['2.93', 'hostname', 'web.example.com'],
])('at %s a rebuild has no %s like that', async (version, field, value) => {
  const { id } = await mine()
  const response = await rebuild(id, { [field]: value }, version)
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toContain(field)
})

test.each<[string, object, RegExp]>([
  ['no image', { imageRef: undefined }, /imageRef/],
  ['an image that there is not', { imageRef: anImageSummary().id }, /Can not find requested image/],
  ['a key that there is not', { key_name: 'nope' }, /you have no key pair nope/],
  ['an empty name', { name: '' }, /field\/attribute name/],
  ['a password that is none', { adminPass: 1 }, /adminPass/],
  ['metadata that is no text', { metadata: { a: 1 } }, /metadata.a/],
  ['user data that is no base64', { user_data: '***' }, /base64/],
  ['an address that is none', { accessIPv4: '2001:db8::9' }, /IPv4/],
  ['a certificate twice', { trusted_image_certificates: ['a', 'a'] }, /once/],
  ['no certificate', { trusted_image_certificates: [] }, /trusted_image_certificates/],
  ['a way of disks that there is not', { 'OS-DCF:diskConfig': 'auto' }, /diskConfig/],
  ['perhaps', { preserve_ephemeral: 'perhaps' }, /preserve_ephemeral/],
])('%s is refused', async (_what, what, message) => {
  const { id } = await mine()
  const response = await rebuild(id, what)
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
  expect(await row(id)).toMatchObject({ task_state: null, generation: 0 })
})

test.each<[string, Partial<ImageSummary>, RegExp]>([
  ['not ready', { status: 'saving' }, /is saving/],
  ['too big', { virtualSize: 2 * 2 ** 30 }, /has a disk of 1 GB, the image needs 2 GB/],
  ['in need of a larger disk', { minDiskGb: 2 }, /has a disk of 1 GB, the image needs 2 GB/],
  ['in need of more memory', { minRamMb: 1024 }, /has 512 MB of memory, the image needs 1024 MB/],
  ['wrong in a property', { properties: { hw_disk_bus: 'pigeon' } }, /hw_disk_bus/],
])('an image that is %s is refused', async (_what, what, message) => {
  const { id } = await mine()
  const response = await rebuild(id, { imageRef: anImage(what).id })
  expect(response.status).toBe(400)
  expect(response.body.badRequest.message).toMatch(message)
})

test('a server with a virtual TPM is not rebuilt', async () => {
  const { id } = await mine({ image_properties: JSON.stringify({ hw_tpm_version: '2.0' }) })
  expect((await rebuild(id)).body.badRequest.message).toMatch(/virtual TPM/)
})

test('more metadata than the quota has is a 403', async () => {
  const { id } = await mine()
  const metadata = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`key${index}`, '']))
  expect((await rebuild(id, { metadata })).status).toBe(403)
})

test('before 2.57 a rebuilt server may be given files, within the quota', async () => {
  const { id } = await mine()
  const file = { path: '/etc/banner.txt', contents: 'aGVsbG8=' }
  expect((await rebuild(id, { personality: [file] }, '2.56')).status).toBe(202)
  expect(jobOf(id)).toMatchObject({ params: { injectedFiles: [file] } })
})

test.each<[string, object[], RegExp]>([
  ['six files', Array.from({ length: 6 }, () => ({ path: '/a', contents: '' })), /at most 5 files/],
  ['a long path', [{ path: `/${'x'.repeat(255)}`, contents: '' }], /path exceeds maximum 255 bytes/],
  ['much in one', [{ path: '/a', contents: Buffer.alloc(10_241).toString('base64') }], /exceeds maximum 10240 bytes/],
])('%s for a guest are over the quota', async (_what, personality, message) => {
  const { id } = await mine()
  const response = await rebuild(id, { personality }, '2.56')
  expect(response.status).toBe(403)
  expect(response.body.forbidden.message).toMatch(message)
})

test('of two who rebuild at once only one does, and only its changes are written', async () => {
  const { id } = await mine()
  const response = await Promise.all(['one', 'two'].map((name) => rebuild(id, { name })))
  expect(response.map(({ status }) => status).toSorted()).toEqual([202, 409])
  const winner = response[0]!.status === 202 ? 'one' : 'two'
  expect(await row(id)).toMatchObject({ name: winner })
})
