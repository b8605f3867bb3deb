import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFurnishedCompute, insertHost } from './support/a-furnished-compute.ts'
import { type ApiSample, apiSamples, isRequest, serverActionOf } from './support/api-samples.ts'
import { transitionsOf } from './support/server-transitions.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  await insertHost(compute.db, 'openstack-node-01', { zone: 'us-west' })
})
afterAll(() => compute[Symbol.asyncDispose]())

const server = () => `/servers/${compute.server.id}`
const project = () => compute.callers.get('member')!.projectId!

/** Where each request goes. */
const lines: readonly [RegExp, (sample: ApiSample) => string | Promise<string>][] = [
  [/^servers\/server-create-req|multiple-create/, () => 'POST /servers'],
  [/server-groups-post-req/, () => 'POST /os-server-groups'],
  [/^servers\/server-(update|put)-req/, () => `PUT ${server()}`],
  [/^flavor-manage\/flavor-create|flavor-access\/flavor-create/, () => 'POST /flavors'],
  [/^flavor-manage\/flavor-update/, () => 'PUT /flavors/1'],
  [/flavor-extra-specs-create/, () => 'POST /flavors/1/os-extra_specs'],
  [/flavor-extra-specs-update/, ({ json }) => `PUT /flavors/1/os-extra_specs/${Object.keys(json as object)[0]}`],
  [/flavor-access-(add|remove)-tenant/, aPrivateFlavor],
  [/^os-keypairs\//, () => 'POST /os-keypairs'],
  [/user-quotas-update/, () => `PUT /os-quota-sets/${project()}?user_id=u`],
  [/^os-quota-sets(-noop)?\//, () => `PUT /os-quota-sets/${project()}`],
  [/^os-quota-class-sets\//, () => 'PUT /os-quota-class-sets/default'],
  [/^os-remote-consoles\/create|os-console-auth-tokens\/create/, () => `POST ${server()}/remote-consoles`],
  [/^os-services\//, aService],
  [/server-metadata-all-req/, () => `PUT ${server()}/metadata`],
  [/server-metadata-req/, ({ json }) => `PUT ${server()}/metadata/${Object.keys((json as { meta: object }).meta)[0]}`],
  [/server-tags-put-all/, () => `PUT ${server()}/tags`],
]

/** Samples that are refused, with the status and why; the list only ever shrinks. */
const refused: readonly [RegExp, number, string][] = [
  [/v2\.(63|66)\/server-create-req/, 501, 'signed images are of a later issue'],
  [/v2\.(90|94)\/server-create-req/, 400, 'the samples name no networks, which these versions refuse'],
  [/v2\.71\/server-create-req/, 400, 'server groups are of a later issue'],
  [/server-groups-post-req/, 404, 'server groups are of a later issue'],
  [/v2\.(32|42|67)\/server-create-req/, 501, 'tags of devices and volumes are of a later issue'],
  [/servers\/(v2\.(47|52)\/)?server-create-req(-v237)?\.json/, 501, 'files are not injected'],
  [/(rdp|spice|mks|serial|spice-direct)-console/, 400, 'only VNC consoles are built'],
  [/os-keypairs\/v2\.92\/keypairs-post-req/, 400, 'the sample shows what 2.92 refuses: no public key'],
]

const requests = apiSamples.filter(isRequest)

test.each(requests.map((sample) => [sample.file, sample] as const))('%s is taken', async (file, sample) => {
  await reset(sample)
  const line = await lineOf(sample)
  const told = await compute.ask(line, { as: 'admin', version: sample.version, body: ours(sample.json) })
  const expected = refused.find(([pattern]) => pattern.test(file))?.[1] ?? 'taken'
  const outcome = told.status >= 200 && told.status < 300 ? 'taken' : told.status
  expect({ outcome, told: told.body }).toMatchObject({ outcome: expected })
})

async function lineOf(sample: ApiSample): Promise<string> {
  if (serverActionOf(sample)) return `POST ${server()}/action`
  const to = lines.find(([pattern]) => pattern.test(sample.name))?.[1]
  expect(to).toBeDefined()
  return to!(sample)
}

/** What stands in the way of the next sample: names that are taken, a server that is busy or locked. */
async function reset(sample: ApiSample): Promise<void> {
  await compute.db.deleteFrom('compute.key_pair').execute()
  await compute.db.deleteFrom('compute.flavor').where('name', 'like', 'test_flavor%').execute()
  const from = transitionsOf(serverActionOf(sample) ?? '')[0]?.from ?? 'any'
  const vm_state = from === 'any' ? 'active' : from[0]!
  await compute.db
    .updateTable('compute.server')
    .set({ vm_state, task_state: null, locked_by: null })
    .where('id', '=', compute.server.id)
    .execute()
}

/** The sample with things that are there: our image, project, flavor, key. */
function ours(json: unknown): unknown {
  const text = JSON.stringify(json)
    .replaceAll('70a599e0-31e7-49b7-b260-868f441e862b', compute.imageId)
    .replaceAll('fake_tenant', project())
    .replaceAll('"host1"', '"host-1"')
    .replaceAll('"flavorRef":"6"', '"flavorRef":"1"')
  return JSON.parse(text)
}

async function aPrivateFlavor({ name }: ApiSample): Promise<string> {
  const flavor = {
    name: 'test_flavor_private',
    id: 'p',
    ram: 64,
    vcpus: 1,
    disk: 1,
    'os-flavor-access:is_public': false,
  }
  await compute.ask('POST /flavors', { as: 'admin', body: { flavor } })
  const body = { addTenantAccess: { tenant: project() } }
  if (name.includes('remove')) await compute.ask('POST /flavors/p/action', { as: 'admin', body })
  return 'POST /flavors/p/action'
}

async function aService({ name, version }: ApiSample): Promise<string> {
  if (Number(version.split('.')[1]) < 53)
    return `PUT /os-services/${/service-(.*)-put/.exec(name)![1]!.replace(/log$/, 'log-reason')}`
  const { body } = await compute.ask('GET /os-services?host=host-1', { as: 'admin', version })
  return `PUT /os-services/${body.services[0].id}`
}
