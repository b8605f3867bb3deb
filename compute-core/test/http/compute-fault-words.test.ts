import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandKind } from '#agent/commands/command-contract'
import { commandHandlers } from '#agent/commands/command-handlers'
import { computeRoutes } from '#api/compute-routes'
import { allFlows } from '#conductor/flows/all-flows'
import { stepRecords } from '#conductor/step-records'
import type { Job } from '#platform/flow/jobs'
import { finishJob } from '#platform/flow/job-ledger'
import { runFlow } from '#platform/flow/run-flow'
import type { ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import type { ServerFlowParams } from '#store/server-jobs'
import { conductorWorld, type ConductorWorld, paramsOf } from '#test/conductor-world'
import { onceEngine } from '#test/flow-kit'
import { ask, askForServer, serverAsks } from '#test/server-asks'
import { anyImage } from '#test/world-images'
import { aCompute, type TestCompute } from './support/a-compute.ts'

const words = 'internal error: qemu unexpectedly closed the monitor of instance-00000042'
type Slug = keyof ServerFlowParams
const slugs = Object.keys(serverAsks) as Slug[]

let compute: TestCompute
let world: ConductorWorld
/** The commands that each flow has been seen to give. */
const given = new Map<Slug, readonly CommandKind[]>()

beforeAll(async () => {
  compute = await aCompute()
  world = await conductorWorld(compute.db, 1, { vcpus: 1_000, ramMb: 1_048_576, diskGb: 10_000 })
  // Its host is heard of once: however long the tests take, it is up.
  Object.assign(world.io, {
    images: anyImage,
    settings: { ...world.io.settings, shelved_offload_time: -1, service_down_time: 3_600 },
  })
  compute.hosts.now = () => world.host().client()
  compute.carryOut.now = carryOut
  for (const slug of slugs) given.set(slug, await commandsOf(slug))
})
afterAll(() => compute[Symbol.asyncDispose]())

const member = () => compute.callers.get('member')!

/** Runs a job as the engine does, its steps written into the action log. */
async function carryOut(job: Job): Promise<void> {
  const flow = allFlows.find(({ slug }) => slug === job.flow)!
  const run = { engine: onceEngine, observer: stepRecords(compute.db), log: silentLog, pause: async () => {} }
  await runFlow(flow, world.io, paramsOf(job), run)
  await finishJob(compute.db, job.id)
  for (const next of world.dispatched.splice(0)) await carryOut(next)
}

/** A server of the member's with the job of the flow, which is not carried out yet. */
async function begun(slug: Slug): Promise<{ id: ServerId; job: Job }> {
  const { server, job: build } = await askForServer(world, member().projectId!)
  let job = build
  for (const asked of serverAsks[slug]) {
    await carryOut(job)
    job = await ask(world, server.id, asked)
  }
  return { id: server.id, job }
}

async function commandsOf(slug: Slug): Promise<readonly CommandKind[]> {
  const { job } = await begun(slug)
  const { commands } = world.host()
  const before = commands.length
  await carryOut(job)
  return [...new Set(commands.slice(before))]
}

/** Everything that there is to read about a server, as `as` reads it. */
async function readAll(id: ServerId, as: string, versions = ['2.1', '2.104']): Promise<string> {
  const { body } = await compute.request(`GET /servers/${id}/os-instance-actions`, { as, version: '2.104' })
  const requests: string[] = body.instanceActions.map((action: Record<string, string>) => action['request_id'])
  const lines = computeRoutes
    .filter(({ method, path }) => method === 'GET' && !/:(?!server\b|request\b)/.test(path))
    .flatMap(({ path }) =>
      path.includes(':request') ? requests.map((request) => path.replace(':request', request)) : [path],
    )
    .map((path) => path.replace(':server', id))
  const answers = lines.flatMap((line) => versions.map((version) => compute.request(`GET ${line}`, { as, version })))
  return JSON.stringify(await Promise.all(answers))
}

/** The commands that no step of a flow gives, and who does. Whoever adds one says where its failure is read, if anywhere. */
const givenOtherwise: Readonly<Partial<Record<CommandKind, string>>> = {
  'guest-end-grace': 'a stop that somebody else overtakes; nobody reads how that went',
  'nics-plug': 'a conductor of contract 7',
  'nics-unplug': 'a conductor of contract 7',
  'guest-update-nics': 'a conductor of contract 7',
  'guest-diagnostics': 'a request of an administrator',
  'guest-cpus': 'a request of an administrator',
  'host-power': 'a request of an administrator',
  'snapshot-discard': 'the way back of a snapshot; its failure is logged',
  'console-log': 'a request, below',
  'image-cache': 'the images of an aggregate, for administrators; its failure is logged',
}

test('every command of a host is given by a flow, or it is said by whom', () => {
  const all = new Set([...given.values()].flat())
  const kinds = Object.keys(commandHandlers) as CommandKind[]
  expect(kinds.filter((kind) => !all.has(kind) && givenOtherwise[kind] === undefined)).toEqual([])
})

test.each(slugs)('a member reads none of the words with which a host fails %s', async (slug) => {
  for (const kind of given.get(slug)!) {
    const { id, job } = await begun(slug)
    world.host().fails.set(kind, new Error(words))
    await carryOut(job)
    world.host().fails.clear()
    const [member, admin] = [await readAll(id, 'member'), await readAll(id, 'admin', ['2.104'])]
    const leaked = [words, world.host().name].filter((text) => member.includes(text))
    expect({ kind, leaked, isToldToAdministrators: admin.includes(words) }).toEqual({
      kind,
      leaked: [],
      isToldToAdministrators: true,
    })
  }
})

test.each([
  ['console-log', { 'os-getConsoleOutput': {} }],
  ['guest-set-password', { changePassword: { adminPass: 'n3w' } }],
] as const)('nor when a request waits for %s', async (kind, body) => {
  const { id, job } = await begun('server-create')
  await carryOut(job)
  world.host().fails.set(kind, new Error(words))
  const response = await compute.request(`POST /servers/${id}/action`, { body })
  world.host().fails.clear()
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(JSON.stringify(response.body)).toMatch(/The host could not/)
  expect(JSON.stringify(response.body)).not.toContain(words)
})
