import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aNetwork, aNetworkApi, type Person, type TestNetwork } from './support/a-network.ts'
import { readCsv } from './support/read-csv.ts'
import { unansweredNetwork } from './support/unanswered-network.ts'

const folder = join(import.meta.dirname, '../reference/network_samples')

/** Attributes of samples that are refused here, or the values of them that are: why. The list only ever shrinks. */
const refused: readonly { name: RegExp; value?: unknown; because: string }[] = [
  { name: /^dns_/, because: 'names are not published' },
  { name: /^qos_policy_id$/, because: 'there are no quality of service policies' },
  { name: /^(provider:.*|segments)$/, because: 'nobody picks the physical network' },
  { name: /^(pvlan.*|propagate_uplink_status)$/, because: 'every network is one plain layer 2' },
  { name: /^(hints|trusted|hardware_offload_type)$/, because: 'a port is a tap of its host, with nothing to set' },
  { name: /^data_plane_status$/, because: 'the extension data-plane-status is not there' },
  { name: /^allowed_address_pairs$/, because: 'guests can only send from their own addresses' },
  { name: /^binding:profile$/, because: 'by Neutron’s rules it is for services to write, not for administrators' },
  { name: /^binding:vnic_type$/, value: 'baremetal', because: 'there are no bare machines in this cloud' },
  { name: /^device_owner$/, value: 'compute:nova', because: 'compute says itself which ports are its servers’' },
]

const isRefused = (name: string, value: unknown) =>
  refused.some((one) => one.name.test(name) && (!('value' in one) || one.value === value))

let cloud: TestNetwork
let admin: Person
beforeAll(async () => {
  cloud = await aNetworkApi()
  admin = cloud.anAdmin()
})
afterAll(() => cloud[Symbol.asyncDispose]())

type Body = Record<string, unknown>

const samples = readCsv(join(folder, '../network-endpoints.csv'))
  .filter(({ method, path }) => !Object.hasOwn(unansweredNetwork, `${method} ${path}`))
  .flatMap(({ method, path, samples: files }) =>
    (files ?? '')
      .split(' ')
      .flatMap((file) =>
        file.includes('request') && existsSync(join(folder, file))
          ? [[file, method!, path!, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Body] as const]
          : [],
      ),
  )

/** The sample with each of its things changed by `change`. */
function mapped(sample: Body, change: (thing: Body) => Body): Body {
  const inside = (value: unknown) =>
    Array.isArray(value) ? value.map((one: Body) => change(one)) : change(value as Body)
  return 'tags' in sample
    ? sample
    : Object.fromEntries(Object.entries(sample).map(([key, value]) => [key, inside(value)]))
}

/** The path of something of the administrator's, and the network that it is about. */
async function place(path: string): Promise<{ path: string; network: string }> {
  const { id, subnetId } = await aNetwork(admin, '10.77.0.0/24')
  const { body } = await admin.post('/ports', { port: { network_id: id } })
  const ids: Readonly<Record<string, string>> = {
    network_id: id,
    subnet_id: subnetId,
    port_id: body.port.id,
    resource_type: 'networks',
    resource_id: id,
  }
  return { path: path.replace('/v2.0', '').replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!), network: id }
}

test('there are samples of everything that takes a body', () => {
  expect(samples.length).toBeGreaterThan(15)
})

test.each(samples)('%s is taken, but for what is refused with its reason', async (_file, method, path, sample) => {
  const at = await place(path)
  const send = (body: Body) => (method === 'PUT' ? admin.put(at.path, body) : admin.post(at.path, body))
  // Neutron's port of a machine names no network; a port needs one.
  const isNewPort = method === 'POST' && path.endsWith('/ports')
  const ours = mapped(sample, (thing) =>
    isNewPort || 'network_id' in thing ? { ...thing, network_id: at.network } : thing,
  )
  const taken = mapped(ours, (thing) =>
    Object.fromEntries(Object.entries(thing).filter(([name, value]) => !isRefused(name, value))),
  )
  const isWhole = JSON.stringify(taken) === JSON.stringify(ours)
  expect(isWhole ? 400 : (await send(ours)).status).toBe(400)
  const { status, body } = await send(taken)
  expect({ status, body }).toMatchObject({ status: method === 'POST' ? 201 : 200 })
})

test('what is refused stands in a sample', () => {
  const things = samples.flatMap(([, , , sample]) => Object.values(sample).flat() as Body[])
  const named = things.flatMap((thing) => (typeof thing === 'object' ? Object.entries(thing) : []))
  for (const one of refused)
    expect(named.some(([name, value]) => one.name.test(name) && (!('value' in one) || one.value === value))).toBe(true)
})
