import { beforeAll, beforeEach, expect, test } from 'vitest'
import { X509Certificate } from 'node:crypto'
import { commandContractVersion } from '#agent/commands/command-contract'
import type { AnnounceResponse, JoinRequest, JoinResponse } from '#agent/membership-contract'
import { fakeFacts } from '#driver/fake/fake-facts'
import { silentLog } from '#platform/log'
import { changeHostState, hostChangesSince, hostProgress, writeReached } from '#platform/host-state/host-state'
import { newId } from '#platform/ids'
import { certificateRequest } from '#platform/wire/certificate-request'
import type { AuditEntry } from '#platform/audit/audit-entry'
import type { Peer } from '#platform/wire/peer'
import { writePlace } from '#platform/wire/place'
import { peerIn } from '#platform/wire/wire-name'
import { findHostIdentity, standingOf } from '#store/host-identity-store'
import { issueJoinToken } from '#store/host-join-token-store'
import { seeHost } from '#store/host-store'
import { aWire } from '#test/a-wire'
import { insertServer } from '#test/insert-server'
import { sharedScratch } from '#test/shared-scratch'
import { membershipApp, type MembershipParts } from './membership-app.ts'

const db = sharedScratch()
let wire: Awaited<ReturnType<typeof aWire>>
let app: ReturnType<typeof membershipApp>
const withdrawn: string[] = []
const told: AuditEntry[] = []
let reach: MembershipParts['reach']

beforeAll(async () => {
  wire = await aWire()
  app = membershipApp({
    db: db(),
    authority: wire.authority,
    sealKey: Buffer.alloc(32, 7),
    controls: async () => ['10.0.0.1:8790'],
    settings: { report_interval: 10, metrics_interval: 30, dhcp_domain: 'novalocal' },
    downAfterSeconds: 60,
    withdraw: async (_trx, id) => void withdrawn.push(id),
    reach: (host) => reach(host),
    audit: { write: async (entry) => void told.push(entry) },
    nameOfUser: async (id) => (id === 'ada' ? 'Ada' : undefined),
    log: silentLog,
  })
})
/** Which start of an agent answers, by where; control reaches no other. */
let answering: Record<string, string>
beforeEach(() => {
  answering = {}
  reach = async (host) => {
    const found = answering[writePlace(host)]
    return found ?? Promise.reject(new Error(`${writePlace(host)} does not answer.`))
  }
})

const facts = fakeFacts({})
const report = async (hostName: string) => {
  const speaker = { hostName, identityId: (await findHostIdentity(db(), hostName))?.id }
  return seeHost(db(), { ...speaker, facts, zone: 'nova', guests: new Map(), disks: [] }, async () => {})
}
const silentFor = (name: string, seconds: number) =>
  db()
    .updateTable('compute.host')
    .set({ last_seen_at: new Date(Date.now() - seconds * 1000) })
    .where('name', '=', name)
    .execute()
const joinedBefore = (name: string, seconds: number) =>
  db()
    .updateTable('compute.host_identity')
    .set({ joined_at: new Date(Date.now() - seconds * 1000) })
    .where('host_name', '=', name)
    .execute()
const aToken = async (hostName: string | null = null, seconds = 3600) =>
  (await issueJoinToken(db(), { hostName, createdBy: 'ada' }, seconds)).secret

interface Answer<Body> {
  status: number
  body: Body
  said: string | undefined
}

async function ask<Body>(path: string, body: object, peer: Peer = { kind: 'unknown' }): Promise<Answer<Body>> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await app.request(path, init, { peer, origin: { address: '10.0.0.77', isThisMachine: false } })
  const text = await response.text()
  const read = text === '' ? undefined : JSON.parse(text)
  const { failure } = read ?? {}
  return { status: response.status, body: read, said: failure && [failure.message, failure.hint].join(' ') }
}

const join = async (hostName: string, what: Partial<JoinRequest> = {}) =>
  ask<JoinResponse>('/join', {
    token: what.token ?? (await aToken()),
    csr: (await certificateRequest()).request,
    hostName,
    machineId: 'machine-1',
    address: '10.0.0.5',
    port: 8790,
    contractVersion: commandContractVersion,
    version: '1.0.0',
    ...what,
  })

const peerOf = ({ certificate }: JoinResponse): Extract<Peer, { kind: 'host' }> => {
  const peer = peerIn(new X509Certificate(certificate))
  if (peer.kind !== 'host') throw new Error('It is not a host.')
  return peer
}
const inForce = async ({ identityId: id, serial = '' }: Extract<Peer, { kind: 'host' }>) =>
  (await standingOf(db(), { id, serial })) === 'in-force'

test('a machine with a token becomes a host: it gets its certificate, its own seal and what it has to know', async () => {
  const { status, body } = await join('node-1')
  expect(status).toBe(200)
  const peer = peerOf(body)
  expect(peer).toMatchObject({ hostName: 'node-1', identityId: body.identityId })
  expect(body).toMatchObject({
    authority: wire.authority.certificate,
    controls: ['10.0.0.1:8790'],
    settings: { report_interval: 10, metrics_interval: 30, dhcp_domain: 'novalocal' },
  })
  expect(Buffer.from(body.sealKey, 'base64')).toHaveLength(32)
  expect(await inForce(peer)).toBe(true)
  expect(await findHostIdentity(db(), 'node-1')).toMatchObject({
    address: '10.0.0.5',
    port: 8790,
    agentVersion: '1.0.0',
    renewedAt: null,
  })
})

test('a token that is used, expired, unknown or for another host lets nobody in, and says where there is another', async () => {
  const used = await aToken()
  await join('node-2', { token: used })
  for (const [token, sentence] of [
    [used, 'has been used'],
    [await aToken(null, -1), 'has expired'],
    ['nonsense', 'no such token'],
    [await aToken('node-3'), 'is for the host node-3'],
  ] as const) {
    const { status, said } = await join('node-2b', { token })
    expect([status, said]).toEqual([403, expect.stringContaining(sentence)])
  }
  expect(await findHostIdentity(db(), 'node-2b')).toBeUndefined()
})

test('the name of a host that is up is taken, and the token stays good', async () => {
  await join('node-4')
  await report('node-4')
  const token = await aToken()
  const { status, said } = await join('node-4', { token })
  expect([status, said]).toEqual([409, expect.stringMatching(/that is up: it reported \d+ s ago.*--name/)])
  expect((await join('node-5', { token })).status).toBe(200)
})

test('no machine joins under the name of a host within a control process, be that down; the sentence says the ways out', async () => {
  await report('node-18')
  await silentFor('node-18', 3600)
  const { status, said } = await join('node-18')
  expect([status, said]).toEqual([
    409,
    'Host node-18 runs in a control process. Choose another name with --name. If it does so no more, start the control without a host (KILONOVA_ROLES=api,conductor), have host node-18 forgotten on the hosts page once no servers are on it, and join again.',
  ])
  expect(await findHostIdentity(db(), 'node-18')).toBeUndefined()
})

test('of two machines that join under one name the second is refused, also before the first has reported', async () => {
  const both = await Promise.all(['machine-1', 'machine-2'].map((machineId) => join('node-6', { machineId })))
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('a host that is down and comes again is another one: another identity, another seal; what it was is worth nothing', async () => {
  const first = await join('node-7')
  await report('node-7')
  await silentFor('node-7', 120)
  await joinedBefore('node-7', 300)
  const second = await join('node-7', { machineId: 'machine-2' })
  expect(second.status).toBe(200)
  expect(second.body.identityId).not.toBe(first.body.identityId)
  expect(second.body.sealKey).not.toBe(first.body.sealKey)
  expect([await inForce(peerOf(first.body)), await inForce(peerOf(second.body))]).toEqual([false, true])
})

test('what a host of that name knew before, the one that comes again has to be told anew', async () => {
  await join('node-16')
  const subjectId = newId<string>()
  await changeHostState(db(), [{ hostName: 'node-16', subjectId }])
  await writeReached(db(), 'node-16', { generation: 1, troubles: [{ subjectId, message: 'There is no bridge.' }] })
  await join('node-16')
  expect(await hostProgress(db(), 'node-16')).toEqual({ generation: 2, reached: 0, reachedAt: null, troubles: [] })
  expect((await hostChangesSince(db(), 'node-16', 1)).changed).toBeUndefined()
})

test('the audit tells who has let a machine in, of renewing and of leaving, and of what was refused', async () => {
  const { body } = await join('node-17')
  await report('node-17')
  await join('node-17')
  const { request } = await certificateRequest()
  await ask('/renew', { csr: request }, peerOf(body))
  await silentFor('node-17', 120)
  await joinedBefore('node-17', 300)
  const second = await join('node-17', { machineId: 'machine-2' })
  await ask('/leave', {}, peerOf(second.body))
  await join('node-17', { token: 'nonsense' })
  const rows = told.filter(({ target }) => target.name === 'node-17')
  expect(
    rows.map(({ action, user, outcome, status, message }) => [action, user?.name, outcome, status, message]),
  ).toEqual([
    ['host-join', 'Ada', 'success', 200, null],
    ['host-join', 'Ada', 'failure', 409, expect.stringContaining('that is up')],
    ['host-renew', undefined, 'success', 200, null],
    ['host-join', 'Ada', 'success', 200, 'It has joined anew, under the name of a host that there was.'],
    ['host-leave', undefined, 'success', 204, null],
    ['host-join', undefined, 'refused', 403, expect.stringContaining('no such token')],
  ])
  expect(new Set(rows.map(({ address }) => address))).toEqual(new Set(['10.0.0.77']))
  expect(JSON.stringify(rows)).not.toContain('nonsense')
})

test('a machine whose join was cut off joins again at once', async () => {
  await join('node-8')
  expect((await join('node-8')).status).toBe(200)
})

test('a host renews its certificate; the one before stays good until the new one is used, an older one does not', async () => {
  const { body } = await join('node-9')
  const renew = async (as: Peer) => {
    const { request } = await certificateRequest()
    const renewed = await ask<JoinResponse>('/renew', { csr: request }, as)
    return peerOf(renewed.body)
  }
  const first = peerOf(body)
  const second = await renew(first)
  expect(second).toMatchObject({ hostName: 'node-9', identityId: body.identityId })
  expect([await inForce(first), await inForce(second)]).toEqual([true, true])
  // The second got lost, or is on its way still: it asks with the first again.
  const again = await renew(first)
  expect([await inForce(first), await inForce(second), await inForce(again)]).toEqual([true, true, true])
  const third = await renew(again)
  expect(await Promise.all([first, second, again, third].map(inForce))).toEqual([false, false, true, true])
  expect((await ask('/renew', { csr: (await certificateRequest()).request }, first)).status).toBe(403)
  expect((await findHostIdentity(db(), 'node-9'))?.renewedAt).toBeInstanceOf(Date)
})

test('of renewals at once none is worthless, whichever the host keeps and renews next', async () => {
  for (const kept of [0, 1, 2]) {
    const hostName = `at-once-${kept}`
    const { body } = await join(hostName)
    const renew = async (as: Peer) => {
      const { request } = await certificateRequest()
      return peerOf((await ask<JoinResponse>('/renew', { csr: request }, as)).body)
    }
    const held = peerOf(body)
    const made = await Promise.all([renew(held), renew(held), renew(held)])
    expect(await Promise.all(made.map(inForce))).toEqual([true, true, true])
    const next = await renew(made[kept]!)
    expect([await inForce(made[kept]!), await inForce(next)]).toEqual([true, true])
    const last = await renew(next)
    expect(await Promise.all([held, ...made, next, last].map(inForce))).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ])
  }
})

test('what a host asked for before it was forgotten is done to nobody who has its name now', async () => {
  const { body } = await join('node-19')
  await joinedBefore('node-19', 300)
  const second = (await join('node-19', { machineId: 'machine-2' })).body
  const before = peerOf(body)
  const place = { address: '10.0.0.9', port: 9000, contractVersion: commandContractVersion, version: '1.1.0' }
  const late = [
    ['/renew', { csr: (await certificateRequest()).request }],
    ['/announce', { ...place, instance: newId<string>() }],
    ['/leave', {}],
  ] as const
  const asked = async (when: string) => {
    for (const [path, what] of late)
      expect([when, path, await ask(path, what, before)]).toEqual([
        when,
        path,
        expect.objectContaining({
          status: 403,
          said: expect.stringContaining('This cloud has forgotten host node-19'),
        }),
      ])
  }
  await asked('before it has reported')
  await report('node-19')
  await asked('once it has reported')
  expect(await inForce(peerOf(second))).toBe(true)
  expect(await findHostIdentity(db(), 'node-19')).toMatchObject({ address: '10.0.0.5' })
})

test('an agent that starts says where it is, and hears whether control can reach it there', async () => {
  const { body } = await join('node-10')
  const instance = newId<string>()
  const place = { address: '10.0.0.9', port: 9000, instance, contractVersion: commandContractVersion, version: '1.1.0' }
  answering['10.0.0.9:9000'] = instance
  const announce = async () => (await ask<AnnounceResponse>('/announce', place, peerOf(body))).body
  expect(await announce()).toEqual({ controls: ['10.0.0.1:8790'], settings: expect.anything() })
  expect(await findHostIdentity(db(), 'node-10')).toMatchObject({
    address: '10.0.0.9',
    port: 9000,
    agentVersion: '1.1.0',
  })
  answering = {}
  expect(await announce()).toMatchObject({ unreachable: '10.0.0.9:9000 does not answer.' })
})

test('of two agents with one identity the second is refused while the first answers, wherever it says it is', async () => {
  const { body } = await join('node-15')
  const peer = peerOf(body)
  const [first, second] = [newId<string>(), newId<string>()]
  const announce = (instance: string, address: string) => {
    const place = { address, port: 9000, instance, contractVersion: commandContractVersion, version: '1.1.0' }
    return ask('/announce', place, peer)
  }
  answering['10.0.0.9:9000'] = first
  expect((await announce(first, '10.0.0.9')).status).toBe(200)
  for (const address of ['10.0.0.9', '10.0.0.10']) {
    const { status, said } = await announce(second, address)
    expect([status, said]).toEqual([
      409,
      'Another agent of host node-15 answers at 10.0.0.9:9000. Stop it first, or have this machine join under another name, in a folder of its own.',
    ])
  }
  const standing = (instance: string) => standingOf(db(), { id: body.identityId, serial: peer.serial ?? '', instance })
  expect([await standing(first), await standing(second)]).toEqual(['in-force', 'other-agent'])
  // Killed and started anew, there or elsewhere, it is the only one that answers.
  answering = { '10.0.0.10:9000': second }
  expect((await announce(second, '10.0.0.10')).status).toBe(200)
  expect([await standing(first), await standing(second)]).toEqual(['other-agent', 'in-force'])
})

test('a host leaves once nothing is on it, and is forgotten', async () => {
  const { body } = await join('node-11')
  const { id } = await report('node-11')
  const server = await insertServer(db(), { host_id: id })
  const leave = () => ask('/leave', {}, peerOf(body))
  const { status, said } = await leave()
  expect([status, said]).toEqual([409, 'Host node-11 has 1 server. Move or delete them first.'])
  await db().updateTable('compute.server').set({ deleted_at: new Date() }).where('id', '=', server.id).execute()
  expect((await leave()).status).toBe(204)
  expect(withdrawn).toContain(id)
  expect(await inForce(peerOf(body))).toBe(false)
  expect(await db().selectFrom('compute.host').selectAll().where('name', '=', 'node-11').execute()).toEqual([])
})

test('a host that has never reported leaves too', async () => {
  const { body } = await join('node-12')
  expect((await ask('/leave', {}, peerOf(body))).status).toBe(204)
  expect(await inForce(peerOf(body))).toBe(false)
})

test('an agent that is one contract away is taken, one that is two away is told what to update', async () => {
  const at = (distance: number) => join(`apart-${distance + 5}`, { contractVersion: commandContractVersion + distance })
  for (const near of [-1, 1]) expect((await at(near)).status).toBe(200)
  expect((await at(-2)).said).toContain('Update the agent.')
  expect((await at(2)).said).toContain('Update the control.')
})

test.each(['/renew', '/announce', '/leave'])('%s is for hosts alone', async (path) => {
  for (const peer of [{ kind: 'unknown' }, { kind: 'control' }] as const)
    expect((await ask(path, {}, peer)).status).toBe(403)
})

test.each([
  ['a name that is a path', { hostName: '../x' }],
  ['a name that is another address in the API', { hostName: 'join-tokens' }],
  ['a name that would be an option', { hostName: '-x' }],
  ['no address', { address: 'somewhere' }],
  ['no port', { port: 0 }],
  ['a request that is none', { csr: 'nonsense' }],
  ['more than anybody says', { machineId: 'x'.repeat(70_000) }],
])('%s does not join', async (_what, what) => {
  expect([400, 413]).toContain((await join('node-13', what)).status)
})

test.each(['\0', '\ud800'])('no text that ends in %j ends in a failure of the database', async (worse) => {
  const place = { address: '10.0.0.9', port: 9000, contractVersion: commandContractVersion, version: '1.1.0' }
  for (const field of ['hostName', 'machineId', 'version', 'token', 'csr', 'address'] as const) {
    const csr = (await certificateRequest()).request
    const what = { machineId: 'machine-1', version: '1.0.0', token: await aToken(), address: '10.0.0.5' }
    const given = { hostName: 'node-20', csr, ...what }
    expect((await join('node-20', { ...given, [field]: given[field] + worse })).status).toBeLessThan(500)
  }
  const { body } = await join('node-20')
  for (const field of ['version', 'address', 'instance'] as const) {
    const given = { ...place, instance: newId<string>() }
    const { status } = await ask('/announce', { ...given, [field]: given[field] + worse }, peerOf(body))
    expect(status).toBeLessThan(500)
  }
})

test('a stranger learns nothing about what there is', async () => {
  expect((await ask('/join', { token: newId<string>() })).status).toBe(400)
  expect((await ask('/hosts', {})).status).toBe(400)
})
