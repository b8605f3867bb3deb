import { newHexId } from '#platform/ids'
import { identityCloud, password } from '../identity-cloud.ts'

/** As the samples have it. */
const applicationSecret = 'rEaqvJka48mpv'

/** An identity service with one of each: what the parameters of a path may stand for is in `ids`. */
export async function aFurnishedIdentity() {
  const cloud = await identityCloud()
  const admin = await cloud.tokenOf('admin')
  const call = async (line: string, body?: unknown) => {
    const [method, path] = line.split(' ') as [string, string]
    const response = await cloud.call(method, path, { token: admin, ...(body !== undefined && { body }) })
    if (response.status >= 300) throw new Error(`${line}: ${JSON.stringify(response.body)}`)
    return response.body
  }
  const idOf = async (plural: string, name: string): Promise<string> =>
    (await call(`GET /v3/${plural}?name=${name}`))[plural][0].id

  const { project } = await call('POST /v3/projects', { project: { name: 'furnished', tags: ['foo'] } })
  const newUser = {
    name: 'furnished',
    password: 'secretsecret',
    default_project_id: project.id,
    email: 'f@example.com',
  }
  const { user } = await call('POST /v3/users', { user: newUser })
  const { role } = await call('POST /v3/roles', { role: { name: 'furnished' } })
  for (const place of [`projects/${project.id}`, 'domains/default', 'system'])
    await call(`PUT /v3/${place}/users/${user.id}/roles/${role.id}`)
  await call(`PUT /v3/domains/default/users/${await idOf('users', 'admin')}/roles/${role.id}`)
  const { group } = await call('POST /v3/groups', { group: { name: 'furnished' } })
  await call(`PUT /v3/groups/${group.id}/users/${user.id}`)
  for (const place of [`projects/${project.id}`, 'domains/default', 'system'])
    await call(`PUT /v3/${place}/groups/${group.id}/roles/${role.id}`)
  const reader = await idOf('roles', 'reader')
  await call(`PUT /v3/roles/${role.id}/implies/${reader}`)
  await call('POST /v3/regions', { region: { id: 'north' } })
  const { service } = await call('POST /v3/services', { service: { type: 'object-store', name: 'furnished' } })
  const { endpoint } = await call('POST /v3/endpoints', {
    endpoint: { service_id: service.id, interface: 'public', region_id: 'north', url: 'http://store.test' },
  })
  const furnishedToken = await cloud.tokenOf('furnished', undefined, 'secretsecret')
  const madeByUser = await cloud.call('POST', `/v3/users/${user.id}/application_credentials`, {
    token: furnishedToken,
    body: {
      application_credential: {
        name: 'monitoring',
        secret: applicationSecret,
        access_rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers' }],
      },
    },
  })
  const application = madeByUser.body.application_credential
  const spare = { name: 'spare', access_rules: [{ service: 'image', method: 'GET', path: '/v2/images' }] }
  const made = await cloud.call('POST', `/v3/users/${user.id}/application_credentials`, {
    token: furnishedToken,
    body: { application_credential: spare },
  })
  const demoToken = await cloud.tokenOf('demo')
  const adminId = await idOf('users', 'admin')
  const adminProject = await idOf('projects', 'admin')
  const { trust } = await call('POST /v3/OS-TRUST/trusts', {
    trust: {
      trustor_user_id: adminId,
      trustee_user_id: await idOf('users', 'demo'),
      project_id: adminProject,
      impersonation: true,
      roles: [{ name: 'reader' }],
    },
  })
  const { credential } = await call('POST /v3/credentials', {
    credential: { type: 'cert', blob: 'a certificate', user_id: user.id, project_id: project.id },
  })

  return {
    ...cloud,
    admin,
    ids: {
      project_id: project.id as string,
      user_id: user.id as string,
      group_id: group.id as string,
      role_id: role.id as string,
      domain_id: 'default',
      prior_role_id: role.id as string,
      implies_role_id: reader,
      service_id: service.id as string,
      endpoint_id: endpoint.id as string,
      region_id: 'RegionOne',
      application_credential_id: application.id as string,
      access_rule_id: made.body.application_credential.access_rules[0].id as string,
      trust_id: trust.id as string,
      credential_id: credential.id as string,
      tag: 'foo',
    } as Readonly<Record<string, string>>,
    /** The text of a sample with what is there: our users, projects, passwords and tokens. */
    async ours(text: string): Promise<unknown> {
      const adapted = text
        .replaceAll('263fd9', project.id)
        .replaceAll('1789d1', 'default')
        .replaceAll('ee4dfb6e5540447cb3741905149d9b6e', adminId)
        .replaceAll('a6944d763bf64ee6a275f1263fae0352', adminProject)
        .replaceAll('devstacker', password)
        .replaceAll("'$OS_TOKEN'", admin)
        .replaceAll('a0fdfd', adminId)
        .replaceAll('ddef321', adminProject)
        .replaceAll(/86c0d5|bb5476fd12884539b41d5a88f838d773/g, user.id)
        .replaceAll('731fc6f265cd486d900f16e84c5cb594', project.id)
        .replaceAll('e80b74', demoToken)
        .replaceAll('de0945a', trust.id)
        .replaceAll('181920', newHexId())
        .replaceAll(/9242e05f0c23467bbd1cf1f7a6e5e596|(?<=")345678(?=")/g, service.id)
        // What is over when it is made is refused.
        .replaceAll(/"201[38]-/g, '"2099-')
        // There is a role developer, and names compare without case.
        .replaceAll('"Developer"', '"Programmer"')
      const body = JSON.parse(adapted)
      // Nobody signs in through another identity provider here, and a user who would is refused.
      delete body.user?.federated
      if (body.application_credential) body.application_credential.name = `monitoring-${newHexId()}`
      const signsIn = body.auth?.identity.application_credential
      if (signsIn?.id) signsIn.id = application.id
      if (signsIn?.user) signsIn.user.id = user.id
      return body
    },
  }
}
