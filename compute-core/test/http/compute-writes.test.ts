import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { computeRoutes } from '#api/compute-routes'
import type { RequestContext } from '#api/route'
import { serverActions } from '#api/servers/actions/server-actions'
import { computeVersions } from '#api/versions'
import type { Fields } from '#platform/service/history'
import { insertServer } from '#test/insert-server'
import type { TestResponse } from './support/a-compute.ts'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  for (const user of ['member', 'admin'])
    await compute.request('POST /os-keypairs', { as: user, body: { keypair: { name: 'mine', public_key: sshKey } } })
})
afterAll(() => compute[Symbol.asyncDispose]())

const sshKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAsqB2lBsiFNlSjFwCKU6nQ4bJdQxBHfhl9QfGNaS1vu me'
const version = '2.104'
const ask = (line: string, body?: unknown, at = version) =>
  compute.request(line, { as: 'admin', version: at, ...(body !== undefined && { body }) })

/** How something is written that has attributes, and where they are read afterwards. */
interface Writing {
  /** What it cannot be written without. */
  base: () => Fields
  write: (body: Fields) => Promise<TestResponse>
  read: (written: TestResponse) => Promise<Fields>
}

const showServer = async (id: string) => (await ask(`GET /servers/${id}`)).body.server as Fields
/** A server that runs, or that has `what`. */
const aServer = (what: object = {}) =>
  insertServer(compute.db, {
    project_id: compute.callers.get('admin')!.projectId!,
    user_id: compute.callers.get('admin')!.userId,
    host_id: compute.hostId,
    availability_zone: 'nova',
    image_id: compute.imageId,
    ...what,
  })
/** Writes to a server of its own each time. */
function toServer(lineFor: (id: string) => string, base: () => Fields, what: object = {}): Writing {
  let id = ''
  return {
    base,
    async write(body) {
      id = (await aServer(what)).id
      return ask(lineFor(id), body)
    },
    read: () => showServer(id),
  }
}
const action = (name: string, base: () => Fields = () => ({}), what: object = {}) =>
  toServer(
    (id) => `POST /servers/${id}/action`,
    () => ({ [name]: base() }),
    what,
  )
const ofImage = (writing: Writing): Writing => ({
  ...writing,
  async read({ body }) {
    const { name, properties } = compute.images.get(body.image_id)!
    return { name, ...properties }
  },
})
const quota = (what: 'set' | 'class', wrapper: string, at: string): Writing => ({
  base: () => ({ [wrapper]: {} }),
  write: (body) => ask(`PUT ${quotaLine(what)}`, body, at),
  read: async () => (await ask(`GET ${quotaLine(what)}`, undefined, at)).body[wrapper],
})
const quotaLine = (what: 'set' | 'class') =>
  what === 'class' ? '/os-quota-class-sets/default' : `/os-quota-sets/${compute.callers.get('admin')!.projectId!}`

const writings: Readonly<Record<string, Writing>> = {
  'POST /servers': {
    base: () => ({ server: { name: 'web', imageRef: compute.imageId, flavorRef: '1', networks: 'none' } }),
    write: (body) => ask('POST /servers', body),
    // What only its flow is told of it is read from the job.
    read: async ({ body }) => ({
      ...(await showServer(body.server.id)),
      adminPass: body.server.adminPass,
      job: compute.dispatched.findLast(({ subjectId }) => subjectId === body.server.id)!.params,
    }),
  },
  'PUT /servers/:server': toServer(
    (id) => `PUT /servers/${id}`,
    () => ({ server: {} }),
  ),
  'action rebuild': action('rebuild', () => ({ imageRef: compute.imageId })),
  'action resize': action('resize', () => ({ flavorRef: '2' })),
  'action lock': action('lock'),
  'action os-resetState': action('os-resetState', () => ({}), { vm_state: 'stopped' }),
  'action createImage': ofImage(action('createImage', () => ({ name: 'golden' }))),
  'action createBackup': ofImage(action('createBackup', () => ({ name: 'b', backup_type: 'daily', rotation: 1 }))),
  'POST /flavors': {
    base: () => ({ flavor: { name: `flavor-${Math.random()}`, ram: 64, vcpus: 1, disk: 1 } }),
    write: (body) => ask('POST /flavors', body),
    read: async ({ body }) => (await ask(`GET /flavors/${body.flavor.id}`)).body.flavor,
  },
  'PUT /flavors/:id': {
    base: () => ({ flavor: {} }),
    write: (body) => ask('PUT /flavors/1', body),
    read: async () => (await ask('GET /flavors/1')).body.flavor,
  },
  'POST /flavors/:flavor/os-extra_specs': {
    base: () => ({}),
    write: (body) => ask('POST /flavors/2/os-extra_specs', body),
    read: async () => (await ask('GET /flavors/2/os-extra_specs')).body,
  },
  'PUT /flavors/:flavor/os-extra_specs/:key': {
    base: () => ({}),
    write: (body) => ask('PUT /flavors/3/os-extra_specs/hw:cpu_policy', body),
    read: async () => (await ask('GET /flavors/3/os-extra_specs')).body.extra_specs,
  },
  'POST /os-keypairs': {
    base: () => ({ keypair: { name: `key-${Math.random()}`, public_key: sshKey } }),
    write: (body) => ask('POST /os-keypairs', body),
    read: async ({ body: { keypair } }) =>
      (await ask(`GET /os-keypairs/${keypair.name}?user_id=${keypair.user_id}`)).body.keypair,
  },
  'POST /os-server-groups': {
    base: () => ({ server_group: { name: 'together', policy: 'anti-affinity' } }),
    write: (body) => ask('POST /os-server-groups', body),
    read: async ({ body }) => (await ask(`GET /os-server-groups/${body.server_group.id}`)).body.server_group,
  },
  'POST /os-aggregates': {
    base: () => ({ aggregate: { name: `aggregate-${Math.random()}` } }),
    write: (body) => ask('POST /os-aggregates', body),
    read: async ({ body }) => readAggregate(body.aggregate.id),
  },
  'PUT /os-aggregates/:id': {
    base: () => ({ aggregate: {} }),
    async write(body) {
      const { id } = (await ask('POST /os-aggregates', { aggregate: { name: `aggregate-${Math.random()}` } })).body
        .aggregate
      return ask(`PUT /os-aggregates/${id}`, body)
    },
    read: async ({ body }) => readAggregate(body.aggregate.id),
  },
  'PUT /os-services/:id': {
    base: () => ({}),
    write: async (body) => ask(`PUT /os-services/${(await theService())['id']}`, body),
    read: async () => theService(),
  },
  'POST /servers/:server/metadata': toServer(
    (id) => `POST /servers/${id}/metadata`,
    () => ({}),
  ),
  'PUT /servers/:server/metadata': toServer(
    (id) => `PUT /servers/${id}/metadata`,
    () => ({}),
  ),
  'PUT /servers/:server/metadata/:key': toServer(
    (id) => `PUT /servers/${id}/metadata/colour`,
    () => ({}),
  ),
  'PUT /servers/:server/tags': toServer(
    (id) => `PUT /servers/${id}/tags`,
    () => ({}),
  ),
  'PUT /os-quota-sets/:project': quota('set', 'quota_set', '2.35'),
  'PUT /os-quota-class-sets/:name': quota('class', 'quota_class_set', '2.49'),
}

const readAggregate = async (id: number) => (await ask(`GET /os-aggregates/${id}`)).body.aggregate as Fields

const theService = async () => (await ask('GET /os-services')).body.services[0] as Fields

/**
 * An attribute with a value, as what that is read where it is not the same under the same name, and what has to be written beside it;
 * what is known only once there is a cloud is a function.
 */
type Written = readonly [
  attribute: string,
  value: unknown,
  shownAs?: Fields | (() => Fields),
  beside?: Fields | (() => Fields),
]

const ofServer: readonly Written[] = [
  ['server.name', 'new'],
  ['server.description', 'for the web'],
  ['server.hostname', 'web-7', { 'OS-EXT-SRV-ATTR:hostname': 'web-7' }],
  ['server.accessIPv4', '192.0.2.9'],
  ['server.accessIPv6', '2001:db8::9'],
  ['server.OS-DCF:diskConfig', 'AUTO'],
]
const hint = (name: string, value: unknown): Written[] =>
  ['os:scheduler_hints', 'OS-SCH-HNT:scheduler_hints'].map((hints) => [
    `${hints}.${name}`,
    value,
    { scheduler_hints: { [name.replace('[]', '')]: name.endsWith('[]') ? [value] : value } },
  ])
const other = '0f3b1c3e-5d0f-4d0e-9a55-0d7d0cfd9a5b'
const certificates = { trusted_image_certificates: ['a-certificate'] }
const metadata = { metadata: { colour: 'blue' } }
const quotas = (wrapper: string, names: string): Written[] =>
  names.split(' ').map((name) => [`${wrapper}.${name}`, 999_999])

/** What is written, and then read back. */
const written: Readonly<Record<string, readonly Written[]>> = {
  'POST /servers': [
    ...ofServer,
    ['server.imageRef', () => compute.imageId, () => ({ image: { id: compute.imageId } })],
    ['server.flavorRef', '2', { flavor: { original_name: 'm1.micro' } }],
    ['server.metadata', { colour: 'blue' }],
    ['server.config_drive', true, { config_drive: 'True' }],
    ['server.availability_zone', 'nova', { pinned_availability_zone: 'nova' }],
    ['server.key_name', 'mine'],
    ['server.user_data', 'IyE=', { 'OS-EXT-SRV-ATTR:user_data': 'IyE=' }],
    ['server.tags[]', 'blue', { tags: ['blue'] }],
    ['server.adminPass', 'secret'],
    ['server.host', 'host-1', { job: { requestedHost: 'host-1' } }],
    ['server.hypervisor_hostname', 'host-1', { job: { requestedHost: 'host-1' } }],
    ['server.networks[].uuid', other, { job: { requestedNetworks: [{ networkId: other }] } }],
    ['server.networks[].port', other, { job: { requestedNetworks: [{ portId: other }] } }],
    [
      'server.networks[].fixed_ip',
      '10.0.0.9',
      { job: { requestedNetworks: [{ networkId: other, fixedIp: '10.0.0.9' }] } },
      { networks: [{ uuid: other }] },
    ],
    ...['uuid', 'image_id'].map((name): Written => [
      `server.block_device_mapping_v2[].${name}`,
      () => compute.imageId,
      () => ({ image: { id: compute.imageId } }),
      { imageRef: '', block_device_mapping_v2: [{ boot_index: 0, source_type: 'image', destination_type: 'local' }] },
    ]),
    ['server.trusted_image_certificates[]', 'a-certificate', certificates],
    ...hint('different_host[]', other),
    ...hint('same_host[]', other),
    ...hint('query[]', '[">=","$free_ram_mb",1]'),
    ...hint('target_cell', 'a cell'),
    ...hint('different_cell[]', 'a cell'),
    ...hint('build_near_host_ip', '192.0.2.7'),
    ...hint('cidr', '/24'),
    ...hint('group[]', other),
  ],
  'PUT /servers/:server': [...ofServer, ['server.pinned_availability_zone', 'nova']],
  'action rebuild': [
    ...ofServer.map(([name, ...rest]): Written => [name.replace('server.', 'rebuild.'), ...rest]),
    ['rebuild.imageRef', () => compute.imageId, () => ({ image: { id: compute.imageId } })],
    ['rebuild.metadata', { colour: 'blue' }],
    ['rebuild.key_name', 'mine'],
    ['rebuild.user_data', 'IyE=', { 'OS-EXT-SRV-ATTR:user_data': 'IyE=' }],
    ['rebuild.trusted_image_certificates[]', 'a-certificate', certificates],
  ],
  'action resize': [['resize.OS-DCF:diskConfig', 'AUTO']],
  'action lock': [['lock.locked_reason', 'an audit', { locked: true, locked_reason: 'an audit' }]],
  'action os-resetState': [['os-resetState.state', 'error', { status: 'ERROR' }]],
  'action createImage': [
    ['createImage.name', 'silver'],
    ['createImage.metadata', { colour: 'blue', image_type: 'golden' }, { colour: 'blue', image_type: 'golden' }],
  ],
  'action createBackup': [
    ['createBackup.name', 'silver'],
    ['createBackup.backup_type', 'weekly'],
    ['createBackup.metadata', { colour: 'blue' }, { colour: 'blue' }],
  ],
  'POST /flavors': [
    ['flavor.id', 'an-id'],
    ['flavor.name', 'a-name'],
    ['flavor.ram', 128],
    ['flavor.vcpus', 2],
    ['flavor.disk', 3],
    ['flavor.OS-FLV-EXT-DATA:ephemeral', 4],
    ['flavor.swap', 5],
    ['flavor.os-flavor-access:is_public', false],
    ['flavor.description', 'for the web'],
  ],
  'PUT /flavors/:id': [['flavor.description', 'for the web']],
  'POST /flavors/:flavor/os-extra_specs': [['extra_specs', { 'hw:cpu_policy': 'shared' }]],
  'PUT /flavors/:flavor/os-extra_specs/:key': [['', { 'hw:cpu_policy': 'shared' }, { 'hw:cpu_policy': 'shared' }]],
  'POST /os-keypairs': [
    ['keypair.name', 'a-name'],
    ['keypair.public_key', sshKey],
    ['keypair.type', 'ssh'],
    [
      'keypair.user_id',
      () => compute.callers.get('member')!.userId,
      () => ({ user_id: compute.callers.get('member')!.userId }),
    ],
  ],
  'POST /os-server-groups': [
    ['server_group.name', 'apart'],
    ['server_group.policy', 'affinity'],
    ['server_group.rules.max_server_per_host', 3, { rules: { max_server_per_host: 3 } }],
  ],
  'POST /os-aggregates': [
    ['aggregate.name', 'fast disks'],
    ['aggregate.availability_zone', 'east'],
  ],
  'PUT /os-aggregates/:id': [
    ['aggregate.name', 'faster disks'],
    ['aggregate.availability_zone', 'west'],
  ],
  'PUT /os-services/:id': [
    ['', { status: 'disabled' }, { status: 'disabled' }],
    ['status', 'enabled'],
    ['', { status: 'disabled', disabled_reason: 'new memory' }, { disabled_reason: 'new memory' }],
    ['forced_down', true, { forced_down: true, state: 'down' }],
  ],
  'POST /servers/:server/metadata': [['metadata', { colour: 'blue' }, metadata]],
  'PUT /servers/:server/metadata': [['metadata', { colour: 'blue' }, metadata]],
  'PUT /servers/:server/metadata/:key': [['meta', { colour: 'blue' }, metadata]],
  'PUT /servers/:server/tags': [['tags[]', 'blue', { tags: ['blue'] }]],
  'PUT /os-quota-sets/:project': quotas(
    'quota_set',
    'cores fixed_ips floating_ips injected_file_content_bytes injected_file_path_bytes injected_files instances key_pairs ' +
      'metadata_items ram security_group_rules security_groups server_group_members server_groups',
  ),
  'PUT /os-quota-class-sets/:name': quotas(
    'quota_class_set',
    'cores fixed_ips floating_ips injected_file_content_bytes injected_file_path_bytes injected_files instances key_pairs ' +
      'metadata_items ram security_group_rules security_groups',
  ),
}

const ofDisks = (names: string) =>
  names
    .split(' ')
    .map((name) => `server.block_device_mapping_v2[].${name}`)
    .join(' ')

/** What may be asked of new servers, where a request of them is not kept under its names. */
const asked = (server: string, hints = 'os:scheduler_hints') =>
  [
    ...[
      'name imageRef flavorRef networks[].uuid networks[].port networks[].fixed_ip networks[].tag metadata OS-DCF:diskConfig',
      'accessIPv4 accessIPv6 config_drive min_count max_count security_groups[].name availability_zone key_name user_data',
      'description tags[] trusted_image_certificates[] host hypervisor_hostname hostname networks',
    ].flatMap((names) => names.split(' ').map((name) => `${server}.${name}`)),
    ...'group[] different_host[] same_host[] query[] target_cell different_cell[] build_near_host_ip cidr group query'
      .split(' ')
      .map((name) => `${hints}.${name}`),
  ].join(' ')
const ofTemplates = `server_template.name server_template.revision ${asked('server_template.request.server', 'server_template.request.os:scheduler_hints')}`

/** What is not kept under its name: in which file of tests it is seen to be done or refused, or why it means nothing. */
const elsewhere: readonly (readonly [at: RegExp, attributes: string, where: string])[] = [
  [
    /^POST \/kilonova\/fit$/,
    `${asked('server')} project_id flavor.vcpus flavor.ram flavor.disk`,
    'it asks: what is asked is read as that of POST /servers, and nothing is kept',
  ],
  [/os-aggregates/, 'add_host.host remove_host.host set_metadata.metadata cache[].id', 'compute-aggregates'],
  [/hosts\/join-tokens$/, 'join_token.host_name', 'compute-join-tokens'],
  [/kilonova\/system\/log-level$/, 'log_level.level', 'compute-system'],
  [/bulk-actions$/, 'action servers[] query all_tenants', 'compute-bulk-actions'],
  [/server-templates/, ofTemplates, 'compute-server-templates'],
  [/^POST \/servers$/, 'server.networks[].tag', 'compute-create-options'],
  [/^POST \/servers$/, 'server.min_count server.max_count server.return_reservation_id', 'compute-servers'],
  [/^POST \/servers$/, 'server.security_groups[].name', 'compute-create-options'],
  [
    /^POST \/servers$/,
    ofDisks(
      'volume_size no_device source_type destination_type guest_format device_type disk_bus boot_index tag volume_type',
    ),
    'compute-create-options',
  ],
  [/^POST \/servers$/, ofDisks('delete_on_termination'), 'a local disk always goes with its server, in Nova too'],
  [/^POST \/servers$/, ofDisks('device_name'), 'the guest names its disks: libvirt takes no hint, in Nova neither'],
  [
    /^POST \/servers$/,
    ofDisks('virtual_name volume_id snapshot_id connection_info'),
    'words for volumes, which an entry for a local disk has no use for, in Nova too',
  ],
  [
    /^POST \/servers$/,
    'virtual_name volume_id snapshot_id volume_size device_name delete_on_termination no_device connection_info'
      .split(' ')
      .map((name) => `server.block_device_mapping[].${name}`)
      .join(' '),
    'there are no volumes: refused whole',
  ],
  [/^action rebuild$/, 'rebuild', 'its attributes stand above: its schema is another at each version'],
  [/^action resize$/, 'resize.flavorRef', 'compute-resize'],
  [/^action reboot$/, 'reboot.type', 'compute-servers'],
  [/^action rescue$/, 'rescue.adminPass rescue.rescue_image_ref', 'compute-rescue'],
  [/^action createBackup$/, 'createBackup.rotation', 'compute-server-images'],
  [/^action unshelve$/, 'unshelve.availability_zone unshelve.host', 'compute-shelve'],
  [/^action changePassword$/, 'changePassword.adminPass', 'compute-guests'],
  [/^action os-getConsoleOutput$/, 'os-getConsoleOutput.length', 'compute-guests'],
  [/^action (add|remove)FixedIp$/, 'addFixedIp.networkId removeFixedIp.address', 'compute-interfaces'],
  [/^action (add|remove)SecurityGroup$/, 'addSecurityGroup.name removeSecurityGroup.name', 'compute-guests'],
  [/^POST \/flavors\/:id\/action$/, 'addTenantAccess.tenant removeTenantAccess.tenant', 'compute-flavors'],
  [
    /^POST \/os-server-external-events$/,
    'events[].name events[].server_uuid events[].status events[].tag',
    'they tell of what is waited for, and nothing is kept of them',
  ],
  [/^PUT \/servers\/:server\/tags\/:tag$/, '', 'the tag is in the path'],
  [
    /os-interface$/,
    'interfaceAttachment.net_id interfaceAttachment.port_id interfaceAttachment.fixed_ips[].ip_address interfaceAttachment.tag',
    'compute-interfaces',
  ],
  [/remote-consoles$/, 'remote_console.protocol remote_console.type', 'compute-consoles'],
  [/force_complete|migrations/, 'force_complete', 'there is no migration that could be forced yet'],
  [/^PUT \/os-quota-sets/, 'quota_set.force', 'compute-quotas'],
  [
    /^PUT \/os-quota-class-sets/,
    'quota_class_set.server_group_members quota_class_set.server_groups',
    'they are shown from 2.50 on, below',
  ],
  [/^PUT \/os-services/, 'disabled_reason', 'it goes with a status, above'],
]

const newest = { since: () => true, legacy: false, version: computeVersions.max } as unknown as RequestContext

interface JsonSchema {
  properties?: Readonly<Record<string, JsonSchema>>
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  allOf?: readonly JsonSchema[]
}

/** The attributes of a body, down to those that have none inside. */
function attributesOf({ properties = {}, items, anyOf = [], allOf = [] }: JsonSchema, at = ''): string[] {
  const within = [
    ...[...anyOf, ...allOf].flatMap((one) => attributesOf(one, at)),
    ...Object.entries(properties).flatMap(([name, one]) => attributesOf(one, at === '' ? name : `${at}.${name}`)),
    ...(items ? attributesOf(items, `${at}[]`) : []),
  ].filter((attribute) => attribute !== at)
  return within.length > 0 ? [...new Set(within)] : [at]
}

const inJson = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema

/** Every attribute that somebody can write at the newest version, and where. */
const writable: readonly (readonly [at: string, attribute: string])[] = [
  ...computeRoutes
    .filter(({ read, until, path }) => read && until === computeVersions.max && path !== '/servers/:server/action')
    .flatMap(({ method, path, read }) =>
      attributesOf(inJson(read!.schema!(newest))).map((attribute) => [`${method} ${path}`, attribute] as const),
    ),
  ...[...serverActions.values()]
    .filter(({ isAt }) => isAt(computeVersions.max))
    .flatMap(({ name, schema }) =>
      attributesOf(inJson(schema(newest)))
        // Alone, an action's name says only that it is to be done.
        .filter((attribute) => attribute !== name || name === 'rebuild')
        .map((attribute) => [`action ${name}`, attribute] as const),
    ),
]

const isWritten = (at: string, attribute: string) => written[at]?.some(([name]) => name === attribute) ?? false
const placeOf = (at: string, attribute: string) =>
  at.startsWith('PUT /kilonova/quotas')
    ? 'all of them by their names, where every limit of both services is written and read back'
    : elsewhere.find(([where, attributes]) => where.test(at) && attributes.split(' ').includes(attribute))?.[2]

test('every attribute that can be written is read back here, or it is said where it takes effect', () => {
  const open = writable.filter(([at, attribute]) => !isWritten(at, attribute) && placeOf(at, attribute) === undefined)
  expect(open).toEqual([])
})

const testedElsewhere = writable.flatMap(([at, attribute]) => {
  const place = placeOf(at, attribute)
  return place?.startsWith('compute-') && !isWritten(at, attribute) ? [[at, attribute, place] as const] : []
})
test.each(testedElsewhere)('%s %s has its test in %s', (_at, attribute, place) => {
  const text = readFileSync(join(import.meta.dirname, `${place}.test.ts`), 'utf8')
  expect(text).toContain(attribute.split('.').at(-1)!.replace('[]', ''))
})

/** `base` with `value` in the place of `attribute`, which is where `server.tags[]` says. */
function withAttribute(base: Fields, attribute: string, value: unknown): Fields {
  const [head, ...rest] = attribute.split('.')
  if (head === '') return { ...base, ...(value as Fields) }
  const name = head!.replace('[]', '')
  const [known] = [base[name]].flat()
  const within = typeof known === 'object' && known !== null ? (known as Fields) : {}
  const inside = rest.length === 0 ? value : withAttribute(within, rest.join('.'), value)
  return { ...base, [name]: head!.endsWith('[]') ? [inside] : inside }
}

const given = (value: unknown) => (typeof value === 'function' ? (value as () => unknown)() : value)

const cases = Object.entries(written).flatMap(([at, all]) =>
  all.map(([attribute, value, shownAs, beside]) => ({ at, attribute, value, shownAs, beside })),
)
test.each(cases)('$at keeps $attribute', async ({ at, attribute, value, shownAs, beside }) => {
  const writing = writings[at]!
  const base = writing.base()
  const [wrapper, inner] = Object.entries(base)[0] ?? []
  const more = beside === undefined ? base : { [wrapper!]: { ...(inner as Fields), ...(given(beside) as Fields) } }
  const response = await writing.write(withAttribute(more, attribute, given(value)))
  expect(response).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) })
  const shown = (given(shownAs) as Fields | undefined) ?? { [attribute.split('.').at(-1)!]: given(value) }
  expect(await writing.read(response)).toMatchObject(shown)
})

test.each([
  ['PUT /os-quota-sets/:project', { quota_set: { cores: null } }],
  ['PUT /os-quota-class-sets/:name', { quota_class_set: { cores: null } }],
] as const)('%s refuses null, which would be taken for a limit and change nothing', async (at, body) => {
  expect((await writings[at]!.write(body)).status).toBe(400)
})

test('a class keeps the limits of server groups', async () => {
  const limits = { server_groups: 7, server_group_members: 8 }
  await ask('PUT /os-quota-class-sets/default', { quota_class_set: limits })
  expect((await ask('GET /os-quota-class-sets/default')).body.quota_class_set).toMatchObject(limits)
})
