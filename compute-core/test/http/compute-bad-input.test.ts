import { afterAll, beforeAll, expect, test } from 'vitest'
import { computeRoutes } from '#api/compute-routes'
import { serverActions } from '#api/servers/actions/server-actions'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
})
afterAll(() => compute[Symbol.asyncDispose]())

const nastyTexts = ['\0', '\ud800', '../..', "'; drop table compute.server; --", '😀', '%', 'x'.repeat(5000), '(', '']
/** Each action as it is named in a body, with something under its name that does not belong there. */
const everyActionWith = (text: string): unknown[] =>
  [...serverActions.keys()].flatMap((name) => [{ [name]: text }, { [name]: { [text]: text } }])

const nastyBodies = (text: string): unknown[] => [
  text,
  [text],
  { [text]: text },
  { server: { name: 'web', imageRef: compute.imageId, flavorRef: text, networks: 'none' } },
  {
    server: {
      name: 'web',
      imageRef: compute.imageId,
      flavorRef: '1',
      networks: 'none',
      metadata: { a: text },
      tags: [text],
    },
    'os:scheduler_hints': { query: text, [text]: { [text]: [text] } },
  },
  { keypair: { name: text, public_key: text } },
  { aggregate: { name: text, availability_zone: text } },
  { aggregate: { name: 'a', availability_zone: text } },
  { add_host: { host: text } },
  { remove_host: { host: text } },
  { set_metadata: { metadata: { a: text, [text]: text } } },
  { set_metadata: { metadata: { availability_zone: text } } },
  { cache: [{ id: text }] },
  { server_group: { name: text, policy: text, rules: { [text]: text } } },
  { server_group: { name: 'g', policy: 'anti-affinity', rules: { max_server_per_host: text } } },
  { events: [{ name: text, server_uuid: text, tag: text }] },
  { events: [{ name: 'volume-extended', server_uuid: compute.server.id, tag: text }] },
  { addFixedIp: { networkId: text } },
  { removeFixedIp: { address: text } },
  { addSecurityGroup: { name: text } },
  { removeSecurityGroup: { name: text } },
  { flavor: { name: text, ram: text, vcpus: 1, disk: 1, description: text } },
  { extra_specs: { a: text } },
  { a: text },
  { metadata: { a: text } },
  { meta: { [text]: text } },
  { tags: [text] },
  { reboot: { type: text } },
  { resize: { flavorRef: text } },
  { interfaceAttachment: { net_id: text } },
  { interfaceAttachment: { tag: text, fixed_ips: [{ ip_address: text }] } },
  { force_complete: text },
  { rescue: { adminPass: text, rescue_image_ref: compute.imageId } },
  { rescue: { rescue_image_ref: text } },
  { rebuild: { imageRef: text } },
  {
    rebuild: {
      imageRef: compute.imageId,
      adminPass: text,
      key_name: text,
      user_data: text,
      metadata: { a: text },
      trusted_image_certificates: [text],
    },
  },
  { lock: { locked_reason: text } },
  { 'os-getConsoleOutput': { length: text } },
  { addTenantAccess: { tenant: text } },
  { remote_console: { protocol: text, type: text } },
  { quota_set: { instances: text } },
  { quota_class_set: { instances: 1e12 } },
  { host: text, binary: text, disabled_reason: text },
  { status: 'disabled', disabled_reason: text },
]

test.each<[string, string, (bad: string) => object, string]>([
  [
    'POST',
    '/servers',
    (bad) => ({ server: { name: 'web', imageRef: compute.imageId, flavorRef: bad, networks: 'none' } }),
    'server.flavorRef',
  ],
  [
    'POST',
    '/servers',
    (bad) => ({
      server: { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'none' },
      'os:scheduler_hints': { query: bad },
    }),
    'os:scheduler_hints.query',
  ],
  ['PUT', '/servers/:server/metadata', (bad) => ({ metadata: { a: bad } }), 'metadata.a'],
  ['PUT', '/servers/:server/tags', (bad) => ({ tags: ['a', bad] }), 'tags.1'],
  ['POST', '/servers/:server/action', (bad) => ({ resize: { flavorRef: bad } }), 'resize.flavorRef'],
  ['POST', '/kilonova/bulk-actions', (bad) => ({ action: 'delete', query: `name:${bad}` }), 'query'],
])('a NUL in what is told to %s %s is refused by the name of its field', async (method, path, body, field) => {
  const { status, body: told } = await compute.request(`${method} ${path.replace(':server', compute.server.id)}`, {
    as: 'admin',
    version: '2.104',
    body: body('x\0'),
  })
  expect({ status, told }).toMatchObject({
    status: 400,
    told: { badRequest: { message: expect.stringContaining(field) } },
  })
})

test('a NUL in an address is refused with where it stands', async () => {
  const saying = async (path: string) =>
    (await compute.request(`GET ${path}`, { version: '2.104' })).body.badRequest.message as string
  expect(await saying('/servers?tags=a%00')).toMatch(/^Query parameter tags has a NUL/)
  expect(await saying('/servers/%00')).toMatch(/^The address has a NUL/)
})

const reading = computeRoutes.filter(({ method }) => method === 'GET')
const writing = computeRoutes.filter(({ method }) => method !== 'GET')
const fill = (path: string, value: string) =>
  path.replaceAll(/:\w+/g, (name) => (name === ':server' ? compute.server.id : encodeURIComponent(value)))
const sendable = (text: string) => (text === '\ud800' ? '\ufffd' : text)

test.each(reading.map(({ path }) => path))('nothing that is asked of %s is a 500', async (path) => {
  for (const text of nastyTexts.map(sendable))
    for (const version of ['2.1', '2.104']) {
      const query = [
        'limit',
        'offset',
        'marker',
        'name',
        'ip',
        'sort_key',
        'changes-since',
        'user_id',
        'tags',
        'status',
        'metadata',
        'host',
      ]
        .map((name) => `${name}=${encodeURIComponent(text)}`)
        .filter((part) => version === '2.104' || !/limit|marker|sort/.test(part))
      for (const one of ['', ...query]) {
        const response = await compute.request(`GET ${fill(path, text || 'x')}?${one}`, { as: 'admin', version })
        expect({ one, response: response.status }).not.toMatchObject({ response: 500 })
      }
    }
})

test.each(writing.map(({ method, path }) => [method, path] as const))(
  'nothing that is told to %s %s is a 500',
  async (method, path) => {
    const isAction = path === '/servers/:server/action'
    for (const text of nastyTexts)
      for (const body of [...nastyBodies(text), ...(isAction ? everyActionWith(text) : [])]) {
        const response = await compute.request(`${method} ${fill(path, sendable(text) || 'x')}`, {
          as: 'admin',
          version: '2.104',
          ...(method !== 'DELETE' && { body }),
        })
        expect({ body, response: response.status }).not.toMatchObject({ response: 500 })
      }
  },
)
