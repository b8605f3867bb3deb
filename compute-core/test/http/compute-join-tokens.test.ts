import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readJoinToken } from '#platform/wire/join-token'
import { insertHostIdentity, findHostIdentity } from '#store/host-identity-store'
import { useJoinToken } from '#store/host-join-token-store'
import { newId } from '#platform/ids'
import { seeHost } from '#store/host-store'
import { insertServer } from '#test/insert-server'
import { fakeFacts } from '#driver/fake/fake-facts'
import { aCompute, type TestCompute } from './support/a-compute.ts'
import { insertHost } from './support/a-furnished-compute.ts'

let compute: TestCompute
beforeAll(async () => void (compute = await aCompute()))
afterAll(() => compute[Symbol.asyncDispose]())
beforeEach(() => compute.db.deleteFrom('compute.host_join_token').execute())

const ask = (line: string, body?: unknown) =>
  compute.request(line, { as: 'admin', version: '2.104', ...(body !== undefined && { body }) })
const path = '/kilonova/hosts/join-tokens'
const make = async (join_token: object = {}) => (await ask(`POST ${path}`, { join_token })).body.join_token

test('a token comes with the command that is typed on the machine that joins, for each address of control', async () => {
  const made = await make({ host_name: 'node-7' })
  expect(made).toMatchObject({ host_name: 'node-7', created_by_name: 'admin' })
  expect(made.remaining).toBeGreaterThan(3590)
  expect(made.commands).toEqual([
    `npm run agent -- join https://10.0.0.1:8790 --token ${made.token} --name node-7`,
    `npm run agent -- join https://[fd00::1]:8790 --token ${made.token} --name node-7`,
  ])
  expect(readJoinToken(made.token)?.fingerprint).toBe('f'.repeat(43))
})

test.each(['join-tokens', '-x', '..', 'rack 1'])(
  'no token is for a host called %j, since none may join so',
  async (host_name) => {
    expect((await ask(`POST ${path}`, { join_token: { host_name } })).status).toBe(400)
  },
)

test('the list has what can still be used, and never a secret', async () => {
  const [first, second] = [await make(), await make({ host_name: 'node-8' })]
  const list = async () => (await ask(`GET ${path}`)).body.join_tokens
  expect((await list()).map(({ id }: { id: string }) => id)).toEqual([second.id, first.id])
  const { token: _, commands: _commands, ...shown } = second
  expect((await list())[0]).toEqual({ ...shown, remaining: expect.any(Number) })
  expect(await useJoinToken(compute.db, readJoinToken(first.token)!.secret, 'node-9')).toBeUndefined()
  await compute.db
    .updateTable('compute.host_join_token')
    .set({ expires_at: new Date(0) })
    .where('id', '=', second.id)
    .execute()
  expect(await list()).toEqual([])
})

test('a token says which host has joined with it, and when that one is among the hosts', async () => {
  const made = await make()
  const shown = async () => (await ask(`GET ${path}/${made.id}`)).body.join_token
  const { token, commands: _, ...open } = made
  const before = { ...open, remaining: expect.any(Number), used_at: null, used_by: null, is_reporting: false }
  expect(await shown()).toEqual(before)
  // A host of that name that was there before is another one.
  await insertHost(compute.db, 'node-10', { last_seen_at: new Date(0) })
  await useJoinToken(compute.db, readJoinToken(token)!.secret, 'node-10')
  expect(await shown()).toMatchObject({ used_at: expect.any(String), used_by: 'node-10', is_reporting: false })
  await compute.db.updateTable('compute.host').set({ last_seen_at: new Date() }).where('name', '=', 'node-10').execute()
  expect(await shown()).toMatchObject({ used_by: 'node-10', is_reporting: true })
  expect((await ask(`GET ${path}/${newId<string>()}`)).status).toBe(404)
})

test('a token is taken back once; one that was used or is unknown is not there to take back', async () => {
  const made = await make()
  expect((await ask(`DELETE ${path}/${made.id}`)).status).toBe(204)
  expect((await ask(`DELETE ${path}/${made.id}`)).status).toBe(404)
  expect(await useJoinToken(compute.db, readJoinToken(made.token)!.secret, 'node-9')).toBe('unknown')
})

test('a token lets one host join, in its time, and only under its name where it has one', async () => {
  const use = async (token: { token: string }, name: string) =>
    useJoinToken(compute.db, readJoinToken(token.token)!.secret, name)
  const [any, named, late] = [await make(), await make({ host_name: 'node-1' }), await make()]
  expect(await use(named, 'node-2')).toEqual({ onlyFor: 'node-1' })
  expect(await use(named, 'node-1')).toBeUndefined()
  const both = await Promise.all([use(any, 'a'), use(any, 'b')])
  expect(both.toSorted()).toEqual(['used', undefined])
  await compute.db
    .updateTable('compute.host_join_token')
    .set({ expires_at: new Date(0) })
    .where('id', '=', late.id)
    .execute()
  expect(await use(late, 'c')).toBe('expired')
})

test('a cloud whose port is for its own machine says what to set, and makes no token', async () => {
  const alone = await aCompute()
  alone.joining.places = []
  const { status, body } = await alone.request(`POST ${path}`, {
    as: 'admin',
    version: '2.104',
    body: { join_token: {} },
  })
  expect([status, body.conflictingRequest.message]).toEqual([409, expect.stringContaining('Set KILONOVA_HOST')])
  expect(await alone.db.selectFrom('compute.host_join_token').selectAll().execute()).toEqual([])
  await alone[Symbol.asyncDispose]()
})

test("a host's page says as what it has joined; one in a control process has not", async () => {
  const facts = JSON.stringify({ ...fakeFacts({}), contractVersion: 8 })
  await insertHost(compute.db, 'local', { facts })
  await insertHost(compute.db, 'joined', { facts })
  const identityId = newId<string>()
  await insertHostIdentity(compute.db, {
    id: identityId,
    hostName: 'joined',
    machineId: 'm',
    serial: '4A',
    notAfter: new Date('2030-01-01T00:00:00Z'),
    address: 'fd00::5',
    port: 8790,
    contractVersion: 8,
    agentVersion: '1.0.0',
  })
  const shown = async (name: string) => (await ask(`GET /kilonova/hosts/${name}`)).body.host
  expect(await shown('joined')).toMatchObject({
    certificate: { serial: '4A', not_after: '2030-01-01T00:00:00.000Z', renewed_at: null },
    contract_version: 8,
    address: '[fd00::5]:8790',
    joined_at: expect.stringContaining('T'),
  })
  // One within a control process speaks what that does.
  const none = { certificate: null, contract_version: 8, address: null, joined_at: null, servers_without_disks: 0 }
  expect(await shown('local')).toMatchObject(none)
  const ipOf = async (name: string) =>
    (await ask(`GET /os-hypervisors/detail?hypervisor_hostname_pattern=${name}`)).body.hypervisors[0].host_ip
  expect([(await shown('joined')).host_ip, await ipOf('joined')]).toEqual(['fd00::5', 'fd00::5'])
  await compute.db
    .insertInto('platform.control_process')
    .values({
      id: newId<string>(),
      incarnation: newId<string>(),
      host_name: 'control-1',
      pid: 1,
      roles: ['agent'],
      version: '1.0.0',
      lease_until: new Date(Date.now() + 600_000),
      hosts: ['local'],
      address: '[fd00::1]:8790',
    })
    .execute()
  expect([(await shown('local')).host_ip, await ipOf('local')]).toEqual(['fd00::1', 'fd00::1'])
  const longAgo = new Date(Date.now() - 3_600_000)
  const where = { host_id: (await shown('joined')).id, launched_at: longAgo }
  const lost = await insertServer(compute.db, { ...where, vm_state: 'error' })
  const kept = await insertServer(compute.db, where)
  await compute.db.updateTable('compute.host').set({ created_at: longAgo }).where('name', '=', 'joined').execute()
  await compute.db
    .updateTable('compute.host_identity')
    .set({ joined_at: new Date(Date.now() - 120_000) })
    .where('host_name', '=', 'joined')
    .execute()
  await seeHost(
    compute.db,
    { hostName: 'joined', identityId, facts: fakeFacts({}), zone: 'nova', guests: new Map(), disks: [kept.id] },
    async () => {},
  )
  expect((await shown('joined')).servers_without_disks).toBe(1)
  await compute.db.deleteFrom('compute.server').where('id', 'in', [lost.id, kept.id]).execute()
  const { services } = (await ask('GET /os-services?host=joined')).body
  expect((await ask(`DELETE /os-services/${services[0].id}`)).status).toBe(204)
  expect(await findHostIdentity(compute.db, 'joined')).toBeUndefined()
})

test('a machine that has joined and never reported is among the hosts, and is forgotten by its name', async () => {
  const joinAs = (hostName: string, id: string) =>
    insertHostIdentity(compute.db, {
      id,
      hostName,
      machineId: 'm',
      serial: '5B',
      notAfter: new Date('2030-01-01T00:00:00Z'),
      address: '10.0.0.5',
      port: 8790,
      contractVersion: 8,
      agentVersion: '1.0.0',
    })
  const unreported = async () => (await ask('GET /kilonova/hosts?limit=1')).body.unreported_hosts
  const seen = newId<string>()
  await joinAs('silent', newId())
  await joinAs('seen', seen)
  const heartbeat = { facts: fakeFacts({}), zone: 'nova', guests: new Map(), disks: [] }
  await seeHost(compute.db, { hostName: 'seen', identityId: seen, ...heartbeat }, async () => {})
  expect(await unreported()).toEqual([
    { name: 'silent', address: '10.0.0.5:8790', agent_version: '1.0.0', joined_at: expect.stringMatching(/^20.*Z$/) },
  ])
  for (const as of ['member', 'reader'])
    expect((await compute.request('DELETE /kilonova/hosts/silent', { as })).status).toBe(403)
  const forget = async (name: string) => (await ask(`DELETE /kilonova/hosts/${name}`)).status
  const atOnce = await Promise.all(Array.from({ length: 4 }, () => forget('silent')))
  expect(atOnce.toSorted()).toEqual([204, 404, 404, 404])
  expect([await unreported(), await findHostIdentity(compute.db, 'silent')]).toEqual([[], undefined])
  // One that has reported goes as by its service.
  expect([await forget('seen'), await forget('seen'), await forget('never')]).toEqual([204, 404, 404])
  expect(await findHostIdentity(compute.db, 'seen')).toBeUndefined()
})

test('of those who delete the service of a host at once one has, and the others are told that it is not there', async () => {
  await insertHost(compute.db, 'doomed', { facts: JSON.stringify(fakeFacts({})) })
  const { services } = (await ask('GET /os-services?host=doomed')).body
  const forget = async () => (await ask(`DELETE /os-services/${services[0].id}`)).status
  const atOnce = await Promise.all(Array.from({ length: 4 }, forget))
  expect(atOnce.toSorted()).toEqual([204, 404, 404, 404])
})

test.each([`GET ${path}`, `GET ${path}/${newId<string>()}`, `POST ${path}`, `DELETE ${path}/${newId<string>()}`])(
  '%s is for administrators',
  async (line) => {
    const body = line.startsWith('POST') ? { body: { join_token: {} } } : {}
    for (const as of ['member', 'reader']) expect((await compute.request(line, { as, ...body })).status).toBe(403)
  },
)
