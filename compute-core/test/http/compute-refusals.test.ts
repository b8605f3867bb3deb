import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { computeRoutes } from '#api/compute-routes'
import type { Route } from '#api/route'
import { serverActions } from '#api/servers/actions/server-actions'
import { computeVersions } from '#api/versions'
import { newId } from '#platform/ids'
import { nameOf } from '#platform/service/microversion'
import type { RequestOptions } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'
import { answeredEndpoints, type ApiSample, serverActionOf } from './support/api-samples.ts'
import { endpoints } from './support/compute-endpoints.ts'
import { furnishForSamples, prepareSample, refusedWith, sampleRequests } from './support/sample-requests.ts'
import { transitionsOf } from './support/server-transitions.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await furnishForSamples(compute)
})
afterAll(() => compute[Symbol.asyncDispose]())

/** What goes well for an administrator: each way to spoil it is refused. */
const taken = sampleRequests.filter((sample) => refusedWith(sample) === undefined)
const named = (samples: readonly ApiSample[]) => samples.map((sample) => [sample.file, sample] as const)

/** Routes that take any name for that of something, and why. */
const knowsAnyName: Readonly<Record<string, string>> = {
  'GET /os-simple-tenant-usage/:project': 'a project that is unknown has used nothing',
  'DELETE /os-quota-sets/:project': 'Nova drops the limits of a project that is gone already',
  'DELETE /kilonova/quotas/:project': 'it drops them too, in both services',
  'GET /os-quota-class-sets/:name': 'a class that nobody has set has the default limits',
}

/** Routes and actions with a body of which no sample is taken, and why. */
const withoutSample: Readonly<Record<string, string>> = {
  'POST /os-baremetal-nodes': 'Nova refuses it always',
  'POST /os-baremetal-nodes/:node/action': 'Nova refuses it always',
  'POST /os-floating-ips': 'there is no pool to float from yet',
  'POST /os-volumes_boot': 'the same as POST /servers',
  'PUT /os-volumes_boot/:server': 'the same as PUT /servers/:server',
  'POST /os-volumes_boot/:server/action': 'the same as POST /servers/:server/action',
  'PUT /servers/:server/tags/:tag': 'it takes no body but an empty one',
  'POST /servers/:server/migrations/:migration/action': 'no live migration is under way here',
  addSecurityGroup: 'its name is that of a group that there is not: compute-server-reads.test.ts',
  removeSecurityGroup: 'its name is that of a group that there is not: compute-server-reads.test.ts',
  changePassword: 'nobody carries out flows here: compute-guests.test.ts',
  addFloatingIp: 'there is no pool to float from yet',
  removeFloatingIp: 'there is no pool to float from yet',
  'os-getSPICEConsole': 'only VNC and serial consoles are built',
  'os-getRDPConsole': 'Nova refuses it always',
}

interface Asked {
  line: string
  body: unknown
}

interface Spoiling {
  status: number
  /** What is asked instead; undefined where there is nothing to spoil in this way. */
  how(asked: Asked): Partial<RequestOptions> | undefined
  /** Samples that are not refused so, and why. */
  except?: readonly [RegExp, string][]
}

const withField = (body: unknown) => ({ ...(body as object), colour: 'red' })

/** The same with one more field inside of what it holds; undefined where that holds no object. */
function withInnerField(body: unknown): unknown {
  const [[name, inner] = ['', null]] = Object.entries(body as Record<string, unknown>)
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined
  return { ...(body as object), [name]: { ...inner, colour: 'red' } }
}

const spoilings: Readonly<Record<string, Spoiling>> = {
  'without a token': { status: 401, how: () => ({ as: '' }) },
  'without a body': { status: 400, how: () => ({ body: undefined }) },
  'with a body that is no JSON': { status: 400, how: () => ({ body: '{' }) },
  'with a list for a body': { status: 400, how: () => ({ body: '[]' }) },
  'with a text for a body': { status: 400, how: () => ({ body: '"text"' }) },
  'with an empty body': {
    status: 400,
    how: () => ({ body: {} }),
    except: [[/attach-interfaces-create/, 'it means the only network that there is']],
  },
  'with a field that there is not': { status: 400, how: ({ body }) => ({ body: withField(body) }) },
  'with a field inside that there is not': {
    status: 400,
    how({ body }) {
      const spoilt = withInnerField(body)
      return spoilt === undefined ? undefined : { body: spoilt }
    },
    except: [[/server-metadata-(all-req|create)|image-metadata-|flavor-extra-specs-create-req/, 'the fields are data']],
  },
  'by a reader': {
    status: 403,
    how: () => ({ as: 'reader' }),
    except: [
      [/^os-keypairs\//, "key pairs are the user's own, whatever the role in the project"],
      [/fit-post/, 'it asks, and changes nothing'],
      [/server-templates-put/, "the template is in the administrator's project: compute-server-templates.test.ts"],
    ],
  },
  'by another project': {
    status: 404,
    how: ({ line }) => (line.includes(`/servers/${compute.server.id}`) ? { as: 'other' } : undefined),
  },
}

describe.each(Object.entries(spoilings))('asked %s', (_how, { how, status, except = [] }) => {
  test.each(named(taken))(`%s is a ${status}`, async (file, sample) => {
    const { line, version, body } = await prepareSample(compute, sample)
    const spoilt = how({ line, body })
    if (spoilt === undefined || except.some(([pattern]) => pattern.test(file))) return
    const response = await compute.request(line, { as: 'admin', version, body, ...spoilt })
    expect({ response: response.body, status: response.status }).toMatchObject({ status })
  })
})

/** The answer to what is asked while the line of the furnished project is as long as it may become. */
async function whileManyWait<T>(ask: () => Promise<T>): Promise<T> {
  const projectId = compute.callers.get('member')!.projectId!
  compute.waiting.set(projectId, 1000)
  return ask().finally(() => compute.waiting.delete(projectId))
}

/** The statuses of the furnished server put into a state, asked as its owner would. */
async function toldIn(sample: ApiSample, state: object, as = 'member') {
  const { line, version, body } = await prepareSample(compute, sample)
  await compute.db.updateTable('compute.server').set(state).where('id', '=', compute.server.id).execute()
  const { status, body: fault } = await compute.request(line, { as, version, body })
  return { status, message: JSON.stringify(fault ?? '') }
}

/** Actions that a lock does not keep from, or that no state does, each with its reason. */
const whateverTheLock: Readonly<Record<string, string>> = {
  lock: 'an owner who locks twice has what he wanted',
  unlock: 'it is the way out',
  'os-getConsoleOutput': 'it changes nothing',
  'os-getVNCConsole': 'it changes nothing',
  'os-getSerialConsole': 'it changes nothing',
}
const whateverTheState: Readonly<Record<string, string>> = {
  lock: 'any server can be locked',
  unlock: 'any server can be unlocked',
  forceDelete: 'any server can be deleted',
  addFixedIp: 'a port has its addresses whatever its server does',
  removeFixedIp: 'a port has its addresses whatever its server does',
  'os-getConsoleOutput': "compute-consoles.test.ts: what there is to read is the host's to say",
  'os-getVNCConsole': "compute-consoles.test.ts: what there is to see is the host's to say",
  'os-getSerialConsole': "compute-consoles.test.ts: what there is to see is the host's to say",
}

const vmStates = [
  'active',
  'building',
  'paused',
  'suspended',
  'stopped',
  'rescued',
  'resized',
  'soft-delete',
  'error',
  'shelved',
  'shelved_offloaded',
] as const
const isAdmins = (action: string) => endpoints.some((one) => one.action === action && one.defaultRoles === 'admin')
const asOwner = (action: string) => (isAdmins(action) ? 'admin' : 'member')
const ofServers = taken.flatMap((sample) => {
  const action = serverActionOf(sample)
  return action === undefined ? [] : [{ file: sample.file, action, sample }]
})

describe('a server', () => {
  const lockable = ofServers.filter(
    ({ action }) =>
      !isAdmins(action) &&
      !Object.hasOwn(whateverTheLock, action) &&
      transitionsOf(action).every((one) => one.lockable),
  )
  test.each(lockable)('that is locked refuses $action ($file)', async ({ sample }) => {
    expect(await toldIn(sample, { locked_by: 'owner' })).toMatchObject({
      status: 409,
      message: expect.stringContaining('locked'),
    })
  })

  const stateful = ofServers.filter(({ action }) => transitionsOf(action).length > 0)
  test.each(stateful)('that cannot $action says why ($file)', async ({ sample, action }) => {
    const from = transitionsOf(action).flatMap((one) => (one.from === 'any' ? vmStates : one.from))
    for (const vm_state of vmStates.filter((state) => !(from as string[]).includes(state)))
      expect(await toldIn(sample, { vm_state }, asOwner(action))).toMatchObject({
        status: 409,
        message: expect.stringContaining(vm_state),
      })
  })

  const others = taken.filter(({ name }) => /^servers\/server-create-req|attach-interfaces-create-req/.test(name))
  const adding = [
    ...stateful.filter(
      ({ action, file }) => !isAdmins(action) && action !== 'forceDelete' && !/unshelve-.*host/.test(file),
    ),
    ...others.map((sample) => ({ file: sample.file, action: sample.name, sample })),
  ]
  test.each(adding)(
    'is told to wait with $action while too much of its project waits, and stays as it is ($file)',
    async ({ sample }) => {
      const { line, version, body } = await prepareSample(compute, sample)
      const row = () =>
        compute.db.selectFrom('compute.server').selectAll().where('id', '=', compute.server.id).execute()
      const before = await row()
      const { status, headers, body: fault } = await whileManyWait(() => compute.request(line, { version, body }))
      expect({ status, fault, retryAfter: headers.get('retry-after') }).toMatchObject({
        status: 503,
        fault: { serviceUnavailable: { message: expect.stringContaining('are queued already') } },
        retryAfter: '30',
      })
      expect(await row()).toEqual(before)
    },
  )

  test('and cards are among what is told to wait', () => {
    for (const one of [/server-create-req/, /attach-interfaces-create-/])
      expect(others.filter(({ name }) => one.test(name)).length).toBeGreaterThan(0)
  })

  test('is deleted however much of its project waits', async () => {
    await prepareSample(compute, adding[0]!.sample)
    const line = `DELETE /servers/${compute.server.id}`
    expect((await whileManyWait(() => compute.request(line))).status).toBe(204)
  })

  const waiting = stateful.filter(({ action }) => transitionsOf(action).every(({ preempts }) => preempts !== 'any'))
  test.each(waiting)('that is busy refuses $action, and says with what ($file)', async ({ sample, action }) => {
    expect(await toldIn(sample, { task_state: 'resize_migrating' }, asOwner(action))).toMatchObject({
      status: 409,
      message: expect.stringContaining('resize_migrating'),
    })
  })
})

/** A route's path with the furnished server in it, and otherwise things that do not exist. */
const fill = (path: string) =>
  path
    .replace(/^\/(servers|os-volumes_boot)\/(:\w+|\{\w+\})/, `/$1/${compute.server.id}`)
    .replace(/^\/images\/(:\w+|\{\w+\})/, `/images/${compute.imageId}`)
    .replace(':key', 'kernel_id')
    .replaceAll(/:\w+|\{\w+\}/g, () => newId<string>())
const linesOf = (routes: readonly Route[]) =>
  routes.map((route) => ({
    line: `${route.method} ${route.path}`,
    route,
    version: nameOf(computeVersions, route.since),
  }))
const bodiless = linesOf(computeRoutes.filter(({ read }) => read === undefined))

describe('without a body', () => {
  test.each(bodiless)('$line at $version is refused without a token', async ({ route: { method, path }, version }) => {
    expect((await compute.request(`${method} ${fill(path)}`, { as: '', version })).status).toBe(401)
  })

  const below = bodiless.filter(({ route }) => /^\/(servers|os-volumes_boot)\/:/.test(route.path))
  test.each(below)(
    "$line at $version is a 404 on another project's server",
    async ({ route: { method, path }, version }) => {
      expect((await compute.request(`${method} ${fill(path)}`, { as: 'other', version })).status).toBe(404)
    },
  )

  const deletes = bodiless.filter(
    ({ route }) => route.method === 'DELETE' && !/os-keypairs|os-baremetal/.test(route.path),
  )
  test.each(deletes)('$line at $version is not for readers', async ({ route: { method, path }, version }) => {
    // A 404 where it is looked up before anybody is asked whether they may.
    expect([403, 404]).toContain((await compute.request(`${method} ${fill(path)}`, { as: 'reader', version })).status)
  })

  const forAdmins = answeredEndpoints.filter(
    ({ method, defaultRoles }) => /GET|DELETE/.test(method) && defaultRoles === 'admin',
  )
  test.each(forAdmins)('$name is for administrators', async ({ method, path, since, until = 104 }) => {
    for (const minor of [since, until]) {
      const response = await compute.request(`${method} ${fill(path)}`, { as: 'member', version: `2.${minor}` })
      expect({ minor, status: response.status, response: response.body }).toMatchObject({ status: 403 })
    }
  })

  const ofOneThing = bodiless.filter(({ line }) => line.includes(':') && !Object.keys(knowsAnyName).includes(line))
  test.each(ofOneThing)(
    '$line at $version knows nothing of what does not exist',
    async ({ route: { method, path }, version }) => {
      const unknown = path.replaceAll(/:\w+/g, () => newId<string>())
      expect([400, 404]).toContain((await compute.request(`${method} ${unknown}`, { as: 'admin', version })).status)
    },
  )
})

describe('nothing goes untested', () => {
  test('each route with a body has a sample that is taken', async () => {
    const asked: string[] = []
    for (const sample of taken) asked.push((await prepareSample(compute, sample)).line.split('?')[0]!)
    const isAsked = ({ method, path }: Route) =>
      asked.some((line) => new RegExp(`^${method} ${path.replaceAll(/:\w+/g, '[^/]+')}$`).test(line))
    const unasked = computeRoutes.filter((route) => route.read !== undefined && !isAsked(route))
    expect(
      [...new Set(linesOf(unasked).map(({ line }) => line))].filter((line) => !Object.hasOwn(withoutSample, line)),
    ).toEqual([])
  })

  test('each server action has a sample that is taken, its states and its lock', () => {
    const sampled = new Set(ofServers.map(({ action }) => action))
    const actions = [...serverActions.keys()]
    expect(actions.filter((action) => !sampled.has(action) && !Object.hasOwn(withoutSample, action))).toEqual([])
    expect(
      actions.filter(
        (action) =>
          transitionsOf(action).length === 0 &&
          !isAdmins(action) &&
          !Object.hasOwn(whateverTheState, action) &&
          !Object.hasOwn(withoutSample, action),
      ),
    ).toEqual([])
  })
})
