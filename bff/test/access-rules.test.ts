import { expect, test } from './support/cloud-test.ts'
import { password } from './support/fake-driver-cloud.ts'

test('an application credential for compute alone does what compute has other services do, and nothing of theirs', async ({
  cloud,
  project,
  person,
}) => {
  const ask = async (token: string | undefined, method: string, path: string, body?: object) => {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(token && { 'x-auth-token': token }),
    }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const response = await cloud.cloud.fetch(new Request(`http://cloud${path}`, init))
    const text = await response.text()
    return { status: response.status, token: response.headers.get('x-subject-token')!, body: text && JSON.parse(text) }
  }
  const user = { name: person.name, domain: { id: 'default' }, password }
  const scope = { project: { id: project.id } }
  const signedIn = await ask(undefined, 'POST', '/identity/v3/auth/tokens', {
    auth: { identity: { methods: ['password'], password: { user } }, scope },
  })
  const rules = [{ service: 'compute', method: 'GET', path: '/v2.1/**' }]
  const made = await ask(
    signedIn.token,
    'POST',
    `/identity/v3/users/${signedIn.body.token.user.id}/application_credentials`,
    {
      application_credential: { name: 'reads-compute', access_rules: rules },
    },
  )
  const { id, secret } = made.body.application_credential
  const robot = await ask(undefined, 'POST', '/identity/v3/auth/tokens', {
    auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
  })
  const asRobot = async (path: string) => (await ask(robot.token, 'GET', path)).status
  expect(await asRobot('/compute/v2.1/servers')).toBe(200)
  // Compute reads both from the other service, with the robot's token.
  expect(await asRobot('/compute/v2.1/images')).toBe(200)
  expect(await asRobot('/compute/v2.1/os-networks')).toBe(200)
  expect(await asRobot('/image/v2/images')).toBe(403)
  expect(await asRobot('/network/v2.0/networks')).toBe(403)
})
