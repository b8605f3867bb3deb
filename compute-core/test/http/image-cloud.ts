import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { imageApi } from '#services/image/api/image-api'
import { imageService } from '#services/image/image-service'
import { openImageFiles } from '#services/image/store/image-files'
import type { Caller } from '#platform/http/caller'
import type { ProjectId, UserId } from '#platform/ids'
import { silentLog } from '#platform/log'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import { scratchDatabase } from '#test/scratch-postgres'

const people: Readonly<Record<string, Caller>> = {
  alice: person('alice', 'red', ['member', 'reader']),
  rita: person('rita', 'red', ['reader']),
  bob: person('bob', 'blue', ['member', 'reader']),
  admin: person('admin', 'admin', ['admin', 'manager', 'member', 'reader']),
  homeless: { ...person('homeless', 'none', []), projectId: null, projectName: null },
}

function person(name: string, project: string, roles: string[]): Caller {
  return {
    userId: name as UserId,
    userName: name,
    domain: { id: 'default', name: 'Default' },
    projectId: project as ProjectId,
    projectName: project,
    projectDomainId: 'default',
    systemScope: false,
    roles,
    isAdmin: roles.includes('admin'),
    seesAll: roles.includes('admin'),
  }
}

/** Someone of these tests: alice and rita (a reader) are in one project, bob is in another. */
export const callerNamed = (name: string): Caller => people[name]!

/** Identity calls the project of alice Scarlet. */
const projectsNamed: IdsNamed = async (tests) =>
  tests.some((test) => 'pieces' in test && test.pieces.join('*').toLowerCase() === 'scarlet') ? ['red'] : []

/** Headers of a request; one that is undefined is not sent. */
type Sent = Readonly<Record<string, string | undefined>>

const thoseSent = (headers: Sent) =>
  Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined)

/** An image service on a database and a folder of its own, and a client for it. A token is somebody's name. */
export async function imageCloud() {
  const scratch = await scratchDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'kilonova-images-'))
  const store = { db: scratch.db, files: await openImageFiles(folder) }
  const api = imageApi({
    store,
    authenticate: async (token) => people[token],
    projectsNamed,
    log: silentLog,
    checksResponses: true,
  })
  const app = new Hono({ strict: false }).route('/image', api)

  async function call(who: string, method: string, path: string, body?: unknown, headers: Sent = {}) {
    const isBytes = body instanceof Uint8Array || body instanceof ReadableStream
    const typeOfBody = isBytes ? 'application/octet-stream' : 'application/json'
    const response = await app.request(`http://cloud.test/image${path}`, {
      method,
      headers: thoseSent({
        Accept: 'application/json',
        'X-Auth-Token': who === '' ? undefined : who,
        'Content-Type': body === undefined ? undefined : typeOfBody,
        ...headers,
      }),
      ...(body !== undefined && {
        body: isBytes || typeof body === 'string' ? (body as string) : JSON.stringify(body),
      }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const json = isJson ? JSON.parse(bytes.toString()) : undefined
    return { status: response.status, headers: response.headers, bytes, body: json }
  }

  /** A new queued image of somebody's. */
  async function queued(who: string, attributes: object = {}): Promise<string> {
    const { status, body } = await call(who, 'POST', '/v2/images', {
      name: 'disk',
      disk_format: 'raw',
      container_format: 'bare',
      ...attributes,
    })
    if (status !== 201) throw new Error(`no image: ${JSON.stringify(body)}`)
    return body.id
  }

  const upload = (who: string, id: string, body: unknown) => call(who, 'PUT', `/v2/images/${id}/file`, body)
  const patch = (who: string, id: string, changes: unknown, version = 'v2.1') =>
    call(who, 'PATCH', `/v2/images/${id}`, changes, {
      'Content-Type': `application/openstack-images-${version}-json-patch`,
    })

  return {
    db: scratch.db,
    store,
    folder,
    api,
    images: imageService(store),
    call,
    queued,
    upload,
    patch,
    show: async (who: string, id: string) => (await call(who, 'GET', `/v2/images/${id}`)).body,
    stored: () => readdir(folder),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
