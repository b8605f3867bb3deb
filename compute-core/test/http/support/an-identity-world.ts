import { createHmac } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { identityApi } from '#services/identity/api/identity-api'
import { hashPassword } from '#services/identity/domain/password'
import {
  deleteApplicationCredential,
  insertApplicationCredential,
} from '#services/identity/store/application-credential-store'
import { insertDomain } from '#services/identity/store/domain-store'
import { saveGrant } from '#services/identity/store/grant-store'
import { addMember, insertGroup } from '#services/identity/store/group-store'
import { insertProject } from '#services/identity/store/project-store'
import { insertRole, listRoles, saveImplication } from '#services/identity/store/role-store'
import { removeSecondFactor } from '#services/identity/store/second-factor-store'
import { insertTrust } from '#services/identity/store/trust-store'
import { insertUser, updateUser } from '#services/identity/store/user-store'
import type { Clock } from '#platform/clock'
import { newHexId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { identityCloud, password } from '../identity-cloud.ts'
import { requestOver, type ServiceRequest, type ServiceWorld } from './service-suite.ts'
import { testCallers } from './test-callers.ts'

type Cloud = Awaited<ReturnType<typeof identityCloud>>
type Db = Cloud['db']

/** The identity service with two of everything, and the callers of the suite. */
export async function anIdentityWorld(): Promise<ServiceWorld> {
  const cloud = await identityCloud()
  const { db, clock } = cloud
  const { authenticate, callers, project } = testCallers()
  const passwordHash = await hashPassword(password)
  await insertCallers(db, callers, project)
  const fixed = await furnish(db, project, callers, clock)
  const identity = { ...cloud.identity, authenticate }
  const mounted = ['identity', 'compute'] as const
  const app = identityApi({
    db,
    clock,
    seal: sealWith(Buffer.alloc(32)),
    identity,
    log: silentLog,
    tokenSeconds: 3600,
    // The suite makes thousands of projects and looks for one that a filter leaves out.
    maxLimit: 100_000,
    mounted,
    checksResponses: true,
  })
  const request = requestOver(app, 'identity')
  const [service] = (await request({ line: 'GET /v3/services' })).body.services
  for (const name of ['a', 'b']) {
    const body = {
      application_credential: {
        name,
        access_rules: [{ service: `s${name}`, method: name === 'a' ? 'GET' : 'PUT', path: `/${name}` }],
      },
    }
    await request({ line: `POST /v3/users/${fixed.owner}/application_credentials`, body })
  }
  const credential = { type: 'ec2', blob: JSON.stringify(ec2), user_id: fixed.owner, project_id: project }
  await request({ line: 'POST /v3/credentials', body: { credential } })
  await aCredential(request, fixed.user, project, 'cert')
  fixed.service = service.id
  for (const one of ['region', 'service', 'endpoint'] as const) await anEntry(request, fixed, one)
  const [endpoint] = (await request({ line: 'GET /v3/endpoints' })).body.endpoints

  return {
    app,
    db,
    async request(what: ServiceRequest) {
      const isAboutToken = /^(GET|DELETE) \/v3\/auth\/tokens/.test(what.line)
      return request(isAboutToken ? { ...what, headers: { 'X-Subject-Token': await cloud.tokenOf('admin') } } : what)
    },
    async paramsOf(at) {
      if (at === 'POST /v3/users/:id/password') {
        await updateUser(db, callers['admin']!.userId, { password_hash: passwordHash })
        return { id: callers['admin']!.userId }
      }
      if (/\/v3\/kilonova\/(password|second-factor)/.test(at)) {
        await ownSecondFactor(request, db, callers, passwordHash, at)
        return {}
      }
      if (at.includes('/v3/services/'))
        return { id: at.startsWith('GET') ? service.id : await anEntry(request, fixed, 'service') }
      if (at.includes('/v3/endpoints/'))
        return { id: at.startsWith('GET') ? endpoint.id : await anEntry(request, fixed, 'endpoint') }
      if (at.includes('/v3/regions/'))
        return { id: at.startsWith('GET') ? 'RegionOne' : await anEntry(request, fixed, 'region') }
      if (at.includes('/v3/users/:user/')) return await ownedBy(db, request, fixed.owner, project, at)
      if (at.includes('/OS-TRUST/trusts/:id')) return await aTrust(db, fixed, project)
      if (at.includes('/v3/credentials/:id')) return { id: (await aCredential(request, fixed.owner, project)).id }
      if (at.includes('/v3/users/:id')) return { id: at.startsWith('GET') ? fixed.user : await aUser(db) }
      if (at.includes('/v3/domains/:id')) return { id: at.startsWith('GET') ? 'default' : await aDomain(db) }
      if (at.includes('/v3/roles/:id')) return { id: at.startsWith('GET') ? fixed.role : await aRole(db) }
      if (at.includes('/implies')) return await anImplication(db)
      if (at.includes('/v3/groups/:id')) return await aMembership(db, fixed, at)
      if (/\/(users|groups)\/:(user|group)/.test(at)) return await aGrant(db, project, at)
      const ofProject = at.startsWith('GET') ? project : await aProject(db)
      return at.includes(':tag') ? { id: ofProject, tag: 'red' } : { id: ofProject }
    },
    bodyOf: (at) => bodies[at]?.(fixed),
    queryOf: (at) => (at === 'GET /v3/projects/:id' ? 'parents_as_list&subtree_as_list' : ''),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  }
}

type Request = ServiceWorld['request']

/** Something that was added to the catalog. */
async function anEntry(request: Request, furnished: Furnished, one: 'service' | 'endpoint' | 'region') {
  const line = `POST /v3/${one}s`
  return (await request({ line, body: bodies[line]!(furnished) })).body[one].id as string
}

/** Something that is the administrator's own: an application credential, an access rule, an EC2 credential. */
async function ownedBy(db: Db, request: Request, user: string, project: string, at: string) {
  if (at.endsWith('application_credentials') || at.endsWith('access_rules') || at.endsWith('OS-EC2')) return { user }
  if (at.includes('OS-EC2')) {
    const made = await request({ line: `POST /v3/users/${user}/credentials/OS-EC2`, body: { tenant_id: project } })
    return { user, access: made.body.credential.access }
  }
  const { id, access_rules: rules } = await insertApplicationCredential(db, {
    id: newHexId(),
    user_id: user,
    project_id: project,
    name: fresh('credential'),
    description: null,
    secret_hash: 'none',
    unrestricted: false,
    expires_at: null,
    roleIds: [],
    accessRules: [{ service: 'compute', method: 'GET', path: `/${fresh('path')}` }],
  })
  if (!at.includes('access_rules')) return { user, id }
  if (at.startsWith('DELETE')) await deleteApplicationCredential(db, user, id)
  return { user, id: rules[0]!.id }
}

/** The callers of the suite with a password each, and with a second factor only where it is to be taken away. */
async function ownSecondFactor(
  request: Request,
  db: Db,
  callers: ReturnType<typeof testCallers>['callers'],
  passwordHash: string,
  at: string,
) {
  for (const { userId } of Object.values(callers)) {
    await removeSecondFactor(db, userId)
    await updateUser(db, userId, { password_hash: passwordHash })
    if (!at.includes('removal')) continue
    await request({
      line: 'POST /v3/credentials',
      body: { credential: { type: 'totp', blob: totpSecret, user_id: userId } },
    })
  }
}

const totpSecret = new Secret({ size: 20 }).base32
const passcode = ({ clock }: Furnished) =>
  new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: clock.now().getTime() })

async function aTrust(db: Db, { owner, user, reader }: Furnished, project: string) {
  const { id } = await insertTrust(db, {
    id: newHexId(),
    trustor_user_id: owner,
    trustee_user_id: user,
    project_id: project,
    impersonation: true,
    expires_at: null,
    remaining_uses: null,
    redelegation_count: 0,
    redelegated_trust_id: null,
    roleIds: [reader],
    extra: {},
  })
  return { id, role: reader }
}

async function aCredential(request: Request, user: string, project: string, type = 'ec2') {
  const credential = { type, blob: `{"access": "${newHexId()}", "secret": "s"}`, user_id: user, project_id: project }
  return (await request({ line: 'POST /v3/credentials', body: { credential } })).body.credential
}

interface Furnished {
  clock: Clock
  /** A service that the cloud mounts. */
  service: string
  /** The administrator who asks, and what they hold on their project: the role reader. */
  owner: string
  reader: string
  user: string
  group: string
  role: string
  project: string
}

/** The access key of a credential that is always there, and its secret. */
const ec2 = { access: newHexId(), secret: 'the secret' }

/** A request that is signed with it now. */
function ec2Request() {
  const params = { SignatureVersion: '0', Action: 'DescribeInstances', Timestamp: new Date().toISOString() }
  const signature = createHmac('sha1', ec2.secret).update(`${params.Action}${params.Timestamp}`).digest('base64')
  return { credentials: { access: ec2.access, signature, params } }
}

const fresh = (what: string) => `${what}-${newHexId()}`

/** Bodies of requests, with every attribute that can be written. */
const bodies: Readonly<Record<string, (furnished: Furnished) => unknown>> = {
  'POST /v3/auth/tokens': () => ({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'admin', domain: { id: 'default' }, password } },
      },
      scope: { project: { name: 'admin', domain: { id: 'default' } } },
    },
  }),
  'POST /v3/projects': () => ({
    project: {
      name: fresh('project'),
      description: 'Theirs.',
      enabled: true,
      domain_id: 'default',
      parent_id: 'default',
      is_domain: false,
      tags: ['red'],
      options: { immutable: false },
      colour: 'red',
    },
  }),
  'PATCH /v3/projects/:id': () => ({
    project: {
      name: fresh('project'),
      description: 'Ours.',
      enabled: false,
      domain_id: 'default',
      parent_id: 'default',
      is_domain: false,
      tags: ['blue'],
      options: { immutable: true },
      colour: ['blue'],
    },
  }),
  'PUT /v3/projects/:id/tags': () => ({ tags: ['red', 'blue'] }),
  'POST /v3/users': ({ project }) => ({ user: { ...writableUser(project), domain_id: 'default', enabled: true } }),
  'PATCH /v3/users/:id': ({ project }) => ({
    user: { ...writableUser(project), domain_id: 'default', enabled: false },
  }),
  'POST /v3/users/:id/password': () => ({ user: { original_password: password, password: 'another' } }),
  'POST /v3/kilonova/password': () => ({ user: { original_password: password, password: 'another' } }),
  'PUT /v3/kilonova/second-factor': (furnished) => ({
    second_factor: { secret: totpSecret, passcode: passcode(furnished) },
  }),
  'POST /v3/kilonova/second-factor/removal': (furnished) => ({ second_factor: { passcode: passcode(furnished) } }),
  'POST /v3/groups': () => ({
    group: { name: fresh('group'), description: 'Theirs.', domain_id: 'default', colour: 'red' },
  }),
  'PATCH /v3/groups/:id': () => ({
    group: { name: fresh('group'), description: 'Ours.', domain_id: 'default', colour: 'blue' },
  }),
  'POST /v3/users/:user/application_credentials': () => ({
    application_credential: {
      name: fresh('credential'),
      description: 'For monitoring.',
      secret: 'a secret',
      expires_at: '2099-01-01T00:00:00.000000',
      roles: [{ name: 'reader' }],
      unrestricted: true,
      access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers/*' }],
    },
  }),
  'POST /v3/OS-TRUST/trusts': ({ owner, user, project }) => ({
    trust: {
      trustor_user_id: owner,
      trustee_user_id: user,
      project_id: project,
      impersonation: false,
      roles: [{ name: 'reader' }],
      expires_at: '2099-01-01T00:00:00.000000Z',
      remaining_uses: null,
      allow_redelegation: true,
      redelegation_count: 2,
      colour: 'red',
    },
  }),
  'POST /v3/credentials': ({ owner, project }) => ({
    credential: {
      type: 'ec2',
      blob: `{"access": "${newHexId()}", "secret": "s"}`,
      user_id: owner,
      project_id: project,
      colour: 'red',
    },
  }),
  'PATCH /v3/credentials/:id': ({ user }) => ({
    credential: { type: 'cert', blob: 'a certificate', user_id: user, project_id: null, colour: 'blue' },
  }),
  'POST /v3/users/:user/credentials/OS-EC2': ({ project }) => ({ tenant_id: project }),
  'POST /v3/ec2tokens': ec2Request,
  'POST /v3/regions': () => ({
    region: {
      id: fresh('region'),
      description: 'Theirs.',
      parent_region_id: 'RegionOne',
      colour: 'red',
    },
  }),
  'PATCH /v3/regions/:id': () => ({
    region: { description: 'Ours.', parent_region_id: null, region: null, colour: 'blue' },
  }),
  'POST /v3/services': () => ({
    service: { type: fresh('type'), name: fresh('service'), description: 'Theirs.', enabled: false, colour: 'red' },
  }),
  'PATCH /v3/services/:id': () => ({
    service: { type: fresh('type'), name: fresh('service'), description: 'Ours.', enabled: true, colour: 'blue' },
  }),
  'POST /v3/endpoints': ({ service }) => ({
    endpoint: {
      service_id: service,
      interface: 'admin',
      region_id: null,
      region: null,
      url: 'http://a',
      enabled: false,
      colour: 'red',
    },
  }),
  'PATCH /v3/endpoints/:id': ({ service }) => ({
    endpoint: {
      service_id: service,
      interface: 'public',
      region_id: 'RegionOne',
      region: 'RegionOne',
      url: 'http://b',
      enabled: true,
      colour: 7,
    },
  }),
  'POST /v3/domains': () => ({
    domain: {
      name: fresh('domain'),
      description: 'Theirs.',
      enabled: true,
      tags: [],
      explicit_domain_id: newHexId(),
      options: { immutable: true },
      colour: 'red',
    },
  }),
  'PATCH /v3/domains/:id': () => ({
    domain: {
      name: fresh('domain'),
      description: 'Ours.',
      enabled: false,
      tags: [],
      options: { immutable: false },
      colour: 7,
    },
  }),
  'POST /v3/roles': () => ({
    role: {
      name: fresh('role'),
      description: 'Theirs.',
      domain_id: 'default',
      options: { immutable: true },
      colour: 'red',
    },
  }),
  'PATCH /v3/roles/:id': () => ({
    role: { name: fresh('role'), description: 'Ours.', domain_id: null, options: { immutable: true }, colour: null },
  }),
}

const writableUser = (project: string) => ({
  name: fresh('user'),
  password: 'another',
  email: 'ann@example.com',
  description: 'Ann.',
  default_project_id: project,
  options: {
    ignore_change_password_upon_first_use: true,
    ignore_password_expiry: true,
    ignore_lockout_failure_attempts: false,
    ignore_user_inactivity: true,
    lock_password: true,
    multi_factor_auth_enabled: false,
    multi_factor_auth_rules: [['password', 'totp'], ['application_credential']],
  },
  federated: [],
  colour: { hex: '#f00' },
})

/** The callers as users of the service, their project among its projects. */
async function insertCallers(db: Db, callers: ReturnType<typeof testCallers>['callers'], project: string) {
  await insertProject(db, { id: project, domain_id: 'default', name: 'theirs', tags: ['red'] })
  for (const [name, { userId }] of Object.entries(callers))
    await insertUser(db, { id: userId, domain_id: 'default', name: `caller-${name}` })
}

/** What lists are narrowed to, and what is left out then. */
async function furnish(
  db: Db,
  project: string,
  callers: ReturnType<typeof testCallers>['callers'],
  clock: Clock,
): Promise<Furnished> {
  const other = await insertDomain(db, { id: newHexId(), name: 'other', enabled: false })
  await insertProject(db, { id: newHexId(), domain_id: other.id, parent_id: other.id, name: 'theirs', enabled: false })
  const elsewhere = await insertUser(db, { id: newHexId(), domain_id: other.id, name: 'ann', enabled: false })
  const [role, closed] = [await aRole(db), await aProject(db, false)]
  const { id: user } = await insertUser(db, {
    id: newHexId(),
    domain_id: 'default',
    name: 'bob',
    default_project_id: project,
  })
  await saveGrant(db, { userId: await aUser(db, 'aaron') }, role, { kind: 'domain', id: 'default' })
  for (const id of [project, closed]) await saveGrant(db, { userId: user }, role, { kind: 'project', id })
  await saveGrant(db, { userId: user }, role, { kind: 'system' })
  const group = await aGroup(db, 'a-team')
  await insertGroup(db, { id: newHexId(), domain_id: other.id, name: 'other-team' })
  for (const member of [user, elsewhere.id]) await addMember(db, group, member)
  await addMember(db, await aGroup(db, 'b-team'), user)
  await insertGroup(db, { id: newHexId(), domain_id: other.id, name: 'c-team' }).then(({ id }) =>
    addMember(db, id, user),
  )
  await saveGrant(db, { groupId: group }, role, { kind: 'domain', id: 'default' })
  const owner = callers['admin']!.userId
  const reader = (await listRoles(db, null)).find(({ name }) => name === 'reader')!.id
  await saveGrant(db, { userId: owner }, reader, { kind: 'project', id: project })
  const furnished = { clock, owner, reader, user, group, role, project, service: '' }
  await aTrust(db, furnished, project)
  await aTrust(db, { ...furnished, owner: user, user: owner }, project)
  return furnished
}

const aUser = async (db: Db, name = fresh('user')): Promise<string> =>
  (await insertUser(db, { id: newHexId(), domain_id: 'default', name })).id
const aRole = async (db: Db): Promise<string> =>
  (await insertRole(db, { id: newHexId(), name: fresh('role'), description: '' })).id
const aGroup = async (db: Db, name = fresh('group')): Promise<string> =>
  (await insertGroup(db, { id: newHexId(), domain_id: 'default', name })).id
const aDomain = async (db: Db): Promise<string> =>
  (await insertDomain(db, { id: newHexId(), name: fresh('domain'), enabled: false })).id
const aProject = async (db: Db, enabled = true): Promise<string> =>
  (await insertProject(db, { id: newHexId(), domain_id: 'default', name: fresh('project'), tags: ['red'], enabled })).id

async function aMembership(db: Db, { group, user }: Furnished, at: string) {
  if (at.startsWith('GET') && !at.includes(':user')) return { id: group }
  const id = await aGroup(db)
  if (!at.includes(':user')) return { id }
  await addMember(db, id, user)
  return { id, user }
}

async function anImplication(db: Db) {
  const prior = await aRole(db)
  const implied = (await listRoles(db, null)).find(({ name }) => name === 'reader')!.id
  await saveImplication(db, prior, implied)
  return { prior, implied }
}

async function aGrant(db: Db, project: string, at: string) {
  const role = await aRole(db)
  const ofGroup = at.includes('/groups/:group')
  const id = ofGroup ? await aGroup(db) : await aUser(db)
  const who = ofGroup ? { groupId: id } : { userId: id }
  if (at.includes('/projects/')) await saveGrant(db, who, role, { kind: 'project', id: project })
  else if (at.includes('/domains/')) await saveGrant(db, who, role, { kind: 'domain', id: 'default' })
  else await saveGrant(db, who, role, { kind: 'system' })
  return {
    ...(at.includes('/projects/') && { project }),
    ...(at.includes('/domains/') && { domain: 'default' }),
    [ofGroup ? 'group' : 'user']: id,
    ...(at.includes(':role') && { role }),
  }
}
