import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mostTemplates } from '#api/kilonova/server-templates/server-template-routes'
import { newId, type UserId } from '#platform/ids'
import { aFurnishedCompute } from './support/a-furnished-compute.ts'

let compute: Awaited<ReturnType<typeof aFurnishedCompute>>
beforeAll(async () => {
  compute = await aFurnishedCompute()
  const member = compute.callers.get('member')!
  // A second member of the project, and who manages it.
  const as = (name: string, roles: readonly string[]) =>
    compute.callers.set(name, { ...member, userId: name as UserId, userName: name, roles })
  as('colleague', member.roles)
  as('manager', [...member.roles, 'manager'])
  as('chief', [...member.roles, 'admin'])
})
beforeEach(() => compute.db.deleteFrom('compute.server_template').execute())
afterAll(() => compute[Symbol.asyncDispose]())

const path = '/kilonova/server-templates'
const call = (line: string, as = 'member', template?: unknown) =>
  compute.request(line, {
    version: '2.104',
    as,
    ...(template !== undefined && { body: { server_template: template } }),
  })

const request = {
  server: {
    name: 'web-{n}',
    flavorRef: '1',
    imageRef: newId<string>(),
    networks: [{ uuid: newId<string>() }],
    min_count: 2,
    max_count: 2,
    user_data: Buffer.from('#!/bin/sh').toString('base64'),
    tags: ['blue'],
    metadata: { team: 'a' },
  },
  'os:scheduler_hints': { group: newId<string>() },
}

async function aTemplate(name = 'web', as = 'member', asked: unknown = request): Promise<string> {
  const { status, body } = await call(`POST ${path}`, as, { name, request: asked })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body.server_template.id
}

const namesFor = async (as: string): Promise<string[]> =>
  (await call(`GET ${path}`, as)).body.server_templates.map(({ name }: { name: string }) => name)

test('a template is there for everybody in the project, with what it asks for and who made it', async () => {
  const id = await aTemplate()
  for (const as of ['member', 'colleague', 'reader']) {
    expect((await call(`GET ${path}/${id}`, as)).body.server_template).toMatchObject({
      id,
      name: 'web',
      user_name: 'ada',
      revision: 1,
      request,
    })
    expect((await call(`GET ${path}`, as)).body.server_templates).toMatchObject([{ id, name: 'web' }])
  }
  // The list does without what may be large.
  expect((await call(`GET ${path}`)).body.server_templates[0]).not.toHaveProperty('request')
})

test('templates are listed by name, whatever its case', async () => {
  for (const name of ['web', 'Build', 'api', 'Web']) await aTemplate(name)
  const names = await namesFor('member')
  expect(names.map((name) => name.toLowerCase())).toEqual(['api', 'build', 'web', 'web'])
})

test('a template may leave out what is chosen later, also everything', async () => {
  for (const [index, asked] of [{ server: {} }, { server: { name: 'db' } }, { server: { networks: 'none' } }].entries())
    expect((await call(`GET ${path}/${await aTemplate(`t${index}`, 'member', asked)}`)).body).toMatchObject({
      server_template: { request: asked },
    })
})

test('everything that it asks for is kept', async () => {
  const [network, port, group, other] = [newId<string>(), newId<string>(), newId<string>(), newId<string>()]
  const whole = {
    server: {
      ...request.server,
      networks: [{ uuid: network, fixed_ip: '10.0.0.9' }, { port }],
      min_count: 1,
      max_count: 1,
      'OS-DCF:diskConfig': 'AUTO',
      accessIPv4: '192.0.2.7',
      accessIPv6: '2001:db8::7',
      config_drive: true,
      security_groups: [{ name: 'default' }],
      availability_zone: 'nova',
      key_name: 'mine',
      description: 'the front',
      trusted_image_certificates: ['c1'],
      host: 'host-1',
      hypervisor_hostname: 'host-1',
      hostname: 'front.example.org',
    },
    'os:scheduler_hints': {
      group,
      different_host: [other],
      same_host: [other],
      query: '[">=", "$free_ram_mb", 1024]',
      target_cell: 'cell-1',
      different_cell: ['cell-2'],
      build_near_host_ip: '192.0.2.1',
      cidr: '/24',
    },
  }
  const id = await aTemplate('whole', 'member', whole)
  expect((await call(`GET ${path}/${id}`)).body.server_template.request).toEqual(whole)
  await call(`PUT ${path}/${id}`, 'member', { request: { server: {} } })
  await call(`PUT ${path}/${id}`, 'member', { request: whole })
  expect((await call(`GET ${path}/${id}`)).body.server_template.request).toEqual(whole)
})

test('what it asks for can be sent as it is', async () => {
  const asked = { server: { name: 'one', flavorRef: '1', imageRef: compute.imageId, networks: 'none' } }
  const id = await aTemplate('one', 'member', asked)
  const { server_template } = (await call(`GET ${path}/${id}`)).body
  expect(await compute.request('POST /servers', { version: '2.104', body: server_template.request })).toMatchObject({
    status: 202,
  })
})

test('another project does not have it', async () => {
  const id = await aTemplate()
  expect(await namesFor('other')).toEqual([])
  expect(await call(`GET ${path}/${id}`, 'other')).toMatchObject({ status: 404 })
  expect(await call(`PUT ${path}/${id}`, 'other', { name: 'mine' })).toMatchObject({ status: 404 })
  expect(await call(`DELETE ${path}/${id}`, 'other')).toMatchObject({ status: 404 })
  expect(await namesFor('member')).toEqual(['web'])
})

test('its maker and those who manage the project change and delete it, other members begin with it', async () => {
  const id = await aTemplate()
  const may = async (as: string) => {
    const [{ may_update: update, may_delete: remove }] = (await call(`GET ${path}`, as)).body.server_templates
    return [update, remove]
  }
  for (const as of ['reader', 'colleague']) {
    expect(await may(as), `for ${as}`).toEqual([false, false])
    expect(await call(`PUT ${path}/${id}`, as, { name: 'ours' }), `for ${as}`).toMatchObject({ status: 403 })
    expect(await call(`DELETE ${path}/${id}`, as), `for ${as}`).toMatchObject({ status: 403 })
  }
  expect(await call(`POST ${path}`, 'reader', { name: 'mine', request: { server: {} } })).toMatchObject({ status: 403 })
  for (const [index, as] of ['member', 'manager', 'chief'].entries()) {
    expect(await may(as), `for ${as}`).toEqual([true, true])
    const { status, body } = await call(`PUT ${path}/${id}`, as, { name: `by-${as}` })
    // Whoever changes it, it stays its maker's.
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { server_template: { name: `by-${as}`, user_name: 'ada', revision: index + 2, request } },
    })
  }
  expect(await call(`DELETE ${path}/${id}`, 'manager')).toMatchObject({ status: 204 })
  expect(await call(`GET ${path}/${id}`)).toMatchObject({ status: 404 })
  expect(await call(`DELETE ${path}/${id}`)).toMatchObject({ status: 404 })
})

test('a name that is taken is a 409 that says by which template and what to do', async () => {
  const id = await aTemplate('web')
  const second = await aTemplate('db')
  const taken = {
    status: 409,
    body: { conflictingRequest: { message: expect.stringMatching(new RegExp(`${id}.*overwrite that one`)) } },
  }
  expect(await call(`POST ${path}`, 'colleague', { name: 'web', request })).toMatchObject(taken)
  expect(await call(`PUT ${path}/${second}`, 'member', { name: 'web' })).toMatchObject(taken)
  expect(await call(`PUT ${path}/${id}`, 'member', { name: 'web' })).toMatchObject({ status: 200 })
})

test('of many who take one name at once one has it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => call(`POST ${path}`, 'member', { name: 'same', request })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409, 409, 409])
})

test('who overwrites what somebody else has changed meanwhile is told so, and nothing is lost', async () => {
  const id = await aTemplate()
  const overwrite = (size: string, revision?: number) =>
    call(`PUT ${path}/${id}`, 'member', { request: { server: { flavorRef: size } }, ...(revision && { revision }) })
  const answers = await Promise.all([overwrite('2', 1), overwrite('3', 1)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  const { server_template: kept } = (await call(`GET ${path}/${id}`)).body
  const won = answers.find(({ status }) => status === 200)!.body.server_template
  expect(kept).toMatchObject({ revision: 2, request: won.request, name: 'web' })
  expect(await overwrite('4')).toMatchObject({ status: 200, body: { server_template: { revision: 3 } } })
})

test('a project has so many templates and no more, also when they come at once', async () => {
  const { projectId, userId } = compute.callers.get('member')!
  const rows = Array.from({ length: mostTemplates - 2 }, (_, index) => ({
    id: newId<string>(),
    project_id: projectId!,
    user_id: userId,
    name: `t${index}`,
    request: '{"server":{}}',
  }))
  await compute.db.insertInto('compute.server_template').values(rows).execute()
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => call(`POST ${path}`, 'member', { name: `n${index}`, request })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 403, 403, 403, 403])
  const refused = answers.find(({ status }) => status === 403)!
  expect(refused.body.forbidden.message).toContain(`${mostTemplates} server templates`)
  expect(refused.body.forbidden.message).toContain('Delete one')
  // Another project has room of its own.
  expect(await call(`POST ${path}`, 'other', { name: 'web', request })).toMatchObject({ status: 201 })
})

const withServer = (server: object) => ({ name: 'x', request: { server } })
test.each([
  ['a password', withServer({ adminPass: 'secret' }), 400, 'keeps no adminPass'],
  ['disks', withServer({ block_device_mapping_v2: [] }), 400, 'Unknown here'],
  ['an unknown field', withServer({ colour: 'red' }), 400, 'colour'],
  ['a port with an address', withServer({ networks: [{ port: newId(), fixed_ip: '10.0.0.4' }] }), 400, 'fixed_ip'],
  ['a network that is none', withServer({ networks: [{}] }), 400, 'uuid or a port'],
  [
    'one address for two',
    withServer({ networks: [{ uuid: newId(), fixed_ip: '10.0.0.4' }], min_count: 2 }),
    400,
    'share',
  ],
  ['one hostname for two', withServer({ hostname: 'web', min_count: 2 }), 400, 'hostname'],
  ['too many servers', withServer({ min_count: 1001 }), 400, '1000'],
  ['fewer at most than at least', withServer({ min_count: 3, max_count: 2 }), 400, 'min_count'],
  ['a tag of a device', withServer({ networks: [{ uuid: newId(), tag: 'lan' }] }), 501, 'not built'],
  ['user data that is no base64', withServer({ user_data: '#!/bin/sh' }), 400, 'base64'],
  ['user data that is too long', withServer({ user_data: 'aaaa'.repeat(16_384) }), 400, 'user_data'],
  [
    'more than fits',
    withServer({ metadata: Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`k${i}`, 'v'.repeat(255)])) }),
    413,
    'Shorten',
  ],
  ['hints of no form', { name: 'x', request: { server: {}, 'os:scheduler_hints': { group: 'g' } } }, 400, 'group'],
  ['no name', { request: { server: {} } }, 400, 'name'],
  ['an empty name', { name: '', request: { server: {} } }, 400, 'name'],
  ['a name that is too long', { name: 'n'.repeat(256), request: { server: {} } }, 400, 'name'],
  ['no request', { name: 'x' }, 400, 'request'],
])('%s is refused with its reason', async (_what, template, status, words) => {
  const answer = await call(`POST ${path}`, 'member', template)
  const [fault] = Object.values(answer.body) as { message: string }[]
  expect({ status: answer.status, message: fault?.message }).toEqual({
    status,
    message: expect.stringContaining(words),
  })
  expect(await namesFor('member')).toEqual([])
})

test.each([
  [{}, 'nothing to change'],
  [{ revision: 1 }, 'nothing to change'],
  [{ request: { server: { adminPass: 'x' } } }, 'adminPass'],
  [{ revision: 'last', name: 'y' }, 'revision'],
  [{ revision: 2 ** 40, name: 'y' }, 'revision'],
  [{ request: { server: { metadata: { '': 'x' } } } }, 'Keys are 1 to 255 letters'],
])('the change %j is a 400', async (changes, words) => {
  const { status, body } = await call(`PUT ${path}/${await aTemplate()}`, 'member', changes)
  expect({ status, body }).toMatchObject({
    status: 400,
    body: { badRequest: { message: expect.stringContaining(words) } },
  })
})

test.each(['nope', newId<string>(), '..%2f'])('%s is no template', async (id) => {
  expect(await call(`GET ${path}/${id}`)).toMatchObject({ status: 404 })
})

test('every change is heard of, under its project', async () => {
  const id = await aTemplate()
  await call(`PUT ${path}/${id}`, 'member', { name: 'front' })
  await call(`DELETE ${path}/${id}`)
  const events = await compute.db
    .selectFrom('platform.event')
    .select(['change', 'project_id', 'shown'])
    .where('topic', '=', 'server-template')
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute()
  const { projectId } = compute.callers.get('member')!
  expect(events).toEqual([
    { change: 'created', project_id: projectId, shown: { name: 'web' } },
    { change: 'updated', project_id: projectId, shown: { name: 'front' } },
    { change: 'deleted', project_id: projectId, shown: null },
  ])
})
