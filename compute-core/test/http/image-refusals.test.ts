import { STATUS_CODES } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { imageDefinition } from '#services/image/api/image-api'
import { type ImageDeps, imageVersions } from '#services/image/api/route'
import { CloudError, type Failure, httpStatus } from '#platform/errors'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { routesOf } from '#platform/service/route'
import { openstackService } from '#platform/service/service'
import { callerNamed, imageCloud } from './image-cloud.ts'

let cloud: Awaited<ReturnType<typeof imageCloud>>
const ids = { queued: '', full: '', theirs: '', kept: '' }
beforeAll(async () => {
  cloud = await imageCloud()
  ids.queued = await cloud.queued('alice')
  ids.full = await cloud.queued('alice', { id: newId() })
  await cloud.upload('alice', ids.full, Buffer.alloc(1024))
  ids.theirs = await cloud.queued('bob', { visibility: 'private' })
  ids.kept = await cloud.queued('alice', { protected: true, tags: Array.from({ length: 128 }, (_, n) => `t${n}`) })
})
afterAll(() => cloud[Symbol.asyncDispose]())

/** What Glance's clients send, and what comes of each. */
const accepts: readonly [string, string | undefined, string][] = [
  ['glanceclient, curl', '*/*', 'text/html'],
  ['openstacksdk', 'application/json', 'application/json'],
  ['a browser', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'text/html'],
  ['nothing', undefined, 'text/plain'],
  ['an upload of openstacksdk', '', 'application/json'],
  ['what Glance does not have', 'image/png', 'text/plain'],
]

interface Refusal {
  line: string
  who?: string
  body?: unknown
  headers?: Record<string, string>
}

const refusals: Readonly<Record<string, [status: number, refusal: () => Refusal]>> = {
  'bad input': [400, () => ({ line: 'GET /v2/images?limit=x' })],
  'a policy': [403, () => ({ line: 'POST /v2/images', who: 'rita', body: {} })],
  'a protected image': [403, () => ({ line: `DELETE /v2/images/${ids.kept}` })],
  'an image of somebody else': [404, () => ({ line: `GET /v2/images/${ids.theirs}` })],
  'no such path': [404, () => ({ line: 'GET /v2/nonsense' })],
  'no such API': [404, () => ({ line: 'GET /v7/images' })],
  'no such method': [405, () => ({ line: `POST /v2/images/${ids.queued}`, body: {} })],
  'an id that is taken': [409, () => ({ line: 'POST /v2/images', body: { id: ids.full } })],
  'one tag too many': [413, () => ({ line: `PUT /v2/images/${ids.kept}/tags/more` })],
  'another media type': [415, () => ({ line: `PATCH /v2/images/${ids.queued}`, body: [] })],
  'a range past the end': [416, () => ({ line: `GET /v2/images/${ids.full}/file`, headers: { Range: 'bytes=9999-' } })],
}

describe.each(accepts)('for %s', (_who, accept, form) => {
  test.each(Object.entries(refusals))(`%s is refused in ${form}`, async (_what, [status, refusal]) => {
    const { line, who = 'alice', body, headers } = refusal()
    const [method, path] = line.split(' ') as [string, string]
    const answer = await cloud.call(who, method, path, body, { ...headers, Accept: accept })
    expect(answer.status).toBe(status)
    const text = answer.bytes.toString()
    assertForm({ form, status, text, type: answer.headers.get('content-type') ?? '' })
  })

  test.each(['', 'a token that has ended'])(
    '401 for "%s" is JSON, as the middleware before Glance says it',
    async (who) => {
      const answer = await cloud.call(who, 'GET', '/v2/images', undefined, { Accept: accept })
      expect(answer.status).toBe(401)
      expect(answer.body).toEqual({ error: { code: 401, title: 'Unauthorized', message: expect.any(String) } })
      expect(answer.headers.get('www-authenticate')).toMatch(/^Keystone uri=/)
    },
  )

  const kinds = (Object.keys(httpStatus) as Failure['kind'][]).filter((kind) => kind !== 'unauthorized')
  test.each([...kinds, 'unforeseen'] as const)(`a failure of the kind %s is ${form}`, async (kind) => {
    const error = kind === 'unforeseen' ? new Error('secret') : new CloudError(failureOf(kind))
    const response = await failing(error).request('http://cloud.test/v2/images', {
      headers: { 'X-Auth-Token': 'alice', ...(accept !== undefined && { Accept: accept }) },
    })
    const text = await response.text()
    expect(text).not.toContain('secret')
    assertForm({ form, status: response.status, text, type: response.headers.get('content-type') ?? '' })
  })
})

/** As WebOb writes a status of this code in each form. */
function assertForm({ form, status, text, type }: { form: string; status: number; text: string; type: string }): void {
  expect(type.split(';')[0]).toBe(form)
  const older: Readonly<Record<number, string>> = {
    413: 'Request Entity Too Large',
    416: 'Request Range Not Satisfiable',
  }
  const title = older[status] ?? STATUS_CODES[status]!
  const pattern = {
    'application/json': `^\\{"message":"[^"]+.*","code":"${status} ${title}","title":"${title}"\\}$`,
    'text/html': `<h1>${status} ${title}</h1>\\s+\\S.*<br /><br />`,
    'text/plain': `^${status} ${title}\n\n\\S`,
  }[form]!
  expect(text).toMatch(new RegExp(pattern))
}

const failureOf = (kind: Failure['kind']) =>
  ({
    kind,
    message: 'It failed.',
    what: 'It',
    id: 'x',
    hint: 'Wait.',
    rejections: {},
    retryAfterSeconds: 1,
    size: 1,
  }) as Failure

/** The image API with nothing in it but a list that fails. */
function failing(error: Error) {
  const { route } = routesOf<ImageDeps, never>(imageVersions)
  const list = route('GET /v2/images', {
    handle: async () => {
      throw error
    },
  })
  return openstackService(
    { ...imageDefinition, routes: [list] },
    {
      deps: { store: cloud.store, maxLimit: 1, projectsNamed: async () => [] },
      authenticate: async () => callerNamed('alice'),
      log: silentLog,
    },
  )
}
