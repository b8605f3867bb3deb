import { afterAll, beforeAll, expect, test } from 'vitest'
import { callerNamed, imageCloud } from './image-cloud.ts'

// alice and rita are of the project red, bob of blue.
let cloud: Awaited<ReturnType<typeof imageCloud>>
beforeAll(async () => {
  cloud = await imageCloud()
})
afterAll(() => cloud[Symbol.asyncDispose]())

const members = (id: string) => `/v2/images/${id}/members`
const share = (id: string, member = 'blue', who = 'alice') => cloud.call(who, 'POST', members(id), { member })
const say = (id: string, status: string, who = 'bob', member = 'blue') =>
  cloud.call(who, 'PUT', `${members(id)}/${member}`, { status })
const statusOf = async (call: Promise<{ status: number }>) => (await call).status
const listed = async (query: string, who = 'bob'): Promise<string[]> =>
  (await cloud.call(who, 'GET', `/v2/images?${query}`)).body.images.map(({ id }: { id: string }) => id)

/** An image of alice's with bytes, shared with bob's project. */
async function shared(): Promise<string> {
  const id = await cloud.queued('alice')
  await cloud.upload('alice', id, Buffer.alloc(16))
  expect((await share(id)).status).toBe(200)
  return id
}

test('a project with which an image is shared is a pending member, as Glance shows it', async () => {
  const id = await cloud.queued('alice')
  const { status, body } = await share(id)
  expect(status).toBe(200)
  const member = {
    image_id: id,
    member_id: 'blue',
    status: 'pending',
    created_at: expect.stringMatching(/Z$/),
    updated_at: expect.stringMatching(/Z$/),
    schema: '/v2/schemas/member',
  }
  expect(body).toEqual(member)
  expect((await cloud.call('alice', 'GET', members(id))).body).toEqual({
    members: [member],
    schema: '/v2/schemas/members',
  })
  expect((await cloud.call('alice', 'GET', `${members(id)}/blue`)).body).toEqual(member)
})

test('a shared image is there for its member at once, to read and to boot from, and for nobody else', async () => {
  const id = await shared()
  expect(await statusOf(cloud.call('bob', 'GET', `/v2/images/${id}`))).toBe(200)
  expect((await cloud.call('bob', 'GET', `/v2/images/${id}/file`)).bytes.length).toBe(16)
  expect((await cloud.images.get(id as never, callerNamed('bob'))).status).toBe('active')
  expect((await cloud.images.findFor(id as never, 'blue' as never))?.id).toBe(id)
  const other = await cloud.queued('alice')
  expect(await statusOf(cloud.call('bob', 'GET', `/v2/images/${other}`))).toBe(404)
  expect(await cloud.images.findFor(other as never, 'blue' as never)).toBeUndefined()
  await expect(cloud.images.get(other as never, callerNamed('bob'))).rejects.toThrow('could not be found')
})

test.each<[string, string, boolean]>([
  ['pending', '', false],
  ['pending', 'member_status=pending', true],
  ['pending', 'member_status=all', true],
  ['accepted', '', true],
  ['accepted', 'visibility=shared', true],
  ['accepted', 'visibility=private', false],
  ['accepted', 'owner=red', true],
  ['accepted', 'member_status=rejected', false],
  ['rejected', '', false],
  ['rejected', 'member_status=rejected', true],
])('an image whose member is %s: is it listed with "%s"? %s', async (status, query, isListed) => {
  const id = await shared()
  await say(id, status)
  expect((await listed(`${query}&limit=1000`)).includes(id)).toBe(isListed)
})

test('a member changes nothing of an image but its own answer', async () => {
  const id = await shared()
  expect(await statusOf(cloud.patch('bob', id, [{ op: 'replace', path: '/name', value: 'mine' }]))).toBe(403)
  expect(await statusOf(cloud.call('bob', 'DELETE', `/v2/images/${id}`))).toBe(403)
  expect(await statusOf(share(id, 'green', 'bob'))).toBe(403)
  expect(await statusOf(cloud.call('bob', 'DELETE', `${members(id)}/blue`))).toBe(403)
  expect((await say(id, 'accepted')).body).toMatchObject({ member_id: 'blue', status: 'accepted' })
})

test('the owner cannot answer for a member, a reader can do neither, an administrator both', async () => {
  const id = await shared()
  expect(await statusOf(say(id, 'accepted', 'alice'))).toBe(403)
  expect(await statusOf(share(id, 'green', 'rita'))).toBe(403)
  expect(await statusOf(say(id, 'accepted', 'rita'))).toBe(403)
  expect(await statusOf(cloud.call('rita', 'GET', members(id)))).toBe(200)
  expect(await statusOf(say(id, 'accepted', 'admin'))).toBe(200)
  expect(await statusOf(share(id, 'green', 'admin'))).toBe(200)
})

test('with whom else an image is shared is hidden from its members', async () => {
  const id = await shared()
  await share(id, 'green')
  const { body } = await cloud.call('bob', 'GET', members(id))
  expect(body.members.map(({ member_id }: { member_id: string }) => member_id)).toEqual(['blue'])
  expect(await statusOf(cloud.call('bob', 'GET', `${members(id)}/green`))).toBe(404)
  expect(await statusOf(say(id, 'rejected', 'bob', 'green'))).toBe(404)
})

test('what is shared no longer is gone for the member', async () => {
  const id = await shared()
  expect(await statusOf(cloud.call('alice', 'DELETE', `${members(id)}/blue`))).toBe(204)
  expect(await statusOf(cloud.call('bob', 'GET', `/v2/images/${id}`))).toBe(404)
  expect(await statusOf(cloud.call('alice', 'DELETE', `${members(id)}/blue`))).toBe(404)
  expect(await statusOf(cloud.call('alice', 'GET', `${members(id)}/blue`))).toBe(404)
})

test('members count only while the image is shared', async () => {
  const id = await shared()
  await say(id, 'accepted')
  await cloud.patch('alice', id, [{ op: 'replace', path: '/visibility', value: 'private' }])
  expect(await statusOf(cloud.call('bob', 'GET', `/v2/images/${id}`))).toBe(404)
  expect(await listed('limit=1000')).not.toContain(id)
  await cloud.patch('alice', id, [{ op: 'replace', path: '/visibility', value: 'shared' }])
  expect(await listed('limit=1000')).toContain(id)
})

test.each(['private', 'community'])('an image that is %s has no members', async (visibility) => {
  const id = await cloud.queued('alice', { visibility })
  expect(await statusOf(share(id))).toBe(403)
  expect(await statusOf(cloud.call('alice', 'GET', members(id)))).toBe(403)
  expect(await statusOf(cloud.call('alice', 'GET', `${members(id)}/blue`))).toBe(404)
})

test('a project is a member once, and an image has 128 at most, whoever comes at once', async () => {
  const id = await shared()
  expect(await statusOf(share(id))).toBe(409)
  const answers = await Promise.all(Array.from({ length: 140 }, (_, n) => statusOf(share(id, `p${n}`))))
  expect(answers.filter((status) => status === 200)).toHaveLength(127)
  expect(answers.filter((status) => status === 413)).toHaveLength(13)
})

test.each([{}, { member: '' }, { member: 7 }, { member: 'a\0b' }, { member: '\ud800' }, [], 'x'])(
  '%j shares an image with nobody: 400',
  async (body) => {
    const id = await cloud.queued('alice')
    expect(await statusOf(cloud.call('alice', 'POST', members(id), body))).toBe(400)
  },
)

test.each([{}, { status: 'maybe' }, { status: 7 }])('%j is no answer of a member: 400', async (body) => {
  const id = await shared()
  expect(await statusOf(cloud.call('bob', 'PUT', `${members(id)}/blue`, body))).toBe(400)
})

test('the members of an image go with it', async () => {
  const id = await shared()
  await cloud.call('alice', 'DELETE', `/v2/images/${id}`)
  await cloud.queued('alice', { name: 'another' })
  expect(await cloud.db.selectFrom('image.member').selectAll().where('image_id', '=', id).execute()).toEqual([])
})
