import { Hono } from 'hono'
import { networkApi } from '#services/network/api/network-api'
import { networkService } from '#services/network/postgres-network'
import type { Database } from '#platform/db/database'
import type { Caller } from '#platform/http/caller'
import { newHexId, newId, type PortId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { silentLog } from '#platform/log'
import type { IdsNamed } from '#platform/service/list-query/named-terms'
import { scratchDatabase } from '#test/scratch-postgres'

/** What came back, read. */
export interface Answer {
  status: number
  body: any // oxlint-disable-line typescript/no-explicit-any -- a test looks into any answer
  headers: Headers
}

/** Somebody who asks the Network API. */
export interface Person {
  projectId: ProjectId
  get(path: string): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
  put(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  delete(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

/** The Network API over a database of its own. */
export interface TestNetwork extends AsyncDisposable {
  app: Hono
  db: Database
  callers: Map<string, Caller>
  /** What identity calls projects, in small letters. */
  projectNames: Map<string, string>
  /** A member of a project of their own, unless `more` says otherwise. */
  somebody(more?: Partial<Caller>): Person
  anAdmin(): Person
}

/** Starts one; `policy` has the rules that its operator has changed. */
export async function aNetworkApi(policy: Readonly<Record<string, string>> = {}): Promise<TestNetwork> {
  const scratch = await scratchDatabase()
  const callers = new Map<string, Caller>()
  const authenticate = async (token: string) => callers.get(token)
  const projectNames = new Map<string, string>()
  const projectsNamed: IdsNamed = async (tests) =>
    tests.flatMap((test) => ('pieces' in test && projectNames.get(test.pieces.join('*').toLowerCase())) || [])
  const api = networkApi({ db: scratch.db, log: silentLog, authenticate, projectsNamed, policy, checksResponses: true })
  const app = new Hono({ strict: false }).route('/network', api)

  function somebody(more: Partial<Caller> = {}): Person {
    const token = newHexId()
    const caller: Caller = {
      userId: newHexId<UserId>(),
      userName: 'ann',
      domain: { id: 'default', name: 'Default' },
      projectId: newHexId<ProjectId>(),
      projectName: 'demo',
      projectDomainId: 'default',
      systemScope: false,
      roles: ['member', 'reader'],
      isAdmin: false,
      seesAll: false,
      ...more,
    }
    callers.set(token, caller)
    const request = async (method: string, path: string, body?: unknown, more: object = {}): Promise<Answer> => {
      const answer = await app.request(`/network/v2.0${path}`, {
        method,
        headers: { 'x-auth-token': token, 'content-type': 'application/json', ...more },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
    }
    return {
      projectId: caller.projectId!,
      get: (path) => request('GET', path),
      post: (path, body) => request('POST', path, body),
      put: (path, body, headers) => request('PUT', path, body, headers),
      delete: (path, headers) => request('DELETE', path, undefined, headers),
    }
  }

  return {
    app,
    db: scratch.db,
    callers,
    projectNames,
    somebody,
    anAdmin: () => somebody({ roles: ['admin', 'manager', 'member', 'reader'], isAdmin: true, seesAll: true }),
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  }
}

/** A network of the person's, with a subnet where there is a `cidr`. */
export async function aNetwork(
  person: Person,
  cidr?: string,
  more: object = {},
): Promise<{ id: string; subnetId: string }> {
  const { body } = await person.post('/networks', { network: { name: 'net', ...more } })
  const { id } = body.network
  if (cidr === undefined) return { id, subnetId: '' }
  const made = await person.post('/subnets', { subnet: { network_id: id, cidr, ip_version: 4 } })
  return { id, subnetId: made.body.subnet.id }
}

/** The ports of a new server of the person's: one that is there already, or one on their only network. */
export async function aServer(db: Database, { projectId }: Person, portId?: string): Promise<ServerId> {
  const serverId = newId<ServerId>()
  await networkService(db).bindPorts({
    projectId,
    serverId,
    hostName: 'host-1',
    availabilityZone: 'nova',
    requested: portId === undefined ? 'auto' : [{ portId: portId as PortId }],
  })
  return serverId
}
