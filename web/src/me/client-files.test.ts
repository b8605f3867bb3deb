import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  type ClientAccess,
  cloudsYamlWithCredential,
  cloudsYamlWithPassword,
  openrcWithCredential,
  openrcWithPassword,
} from './client-files.ts'

const authUrl = 'https://cloud.example.com/identity/v3'
const credential = { id: 'c1', secret: `s$ecret'"\`id\`` }
const access = (what: Partial<ClientAccess> = {}): ClientAccess => ({
  authUrl,
  user: { name: 'ada', domain: { name: 'Default' } },
  project: { id: 'p1', name: 'demo' },
  hasSecondFactor: false,
  ...what,
})

/** The OS_ variables of a shell that has sourced `file`, with `typed` at its questions. */
function sourced(file: string, typed = ''): Record<string, string> {
  const script = `OS_TOKEN=left; export OS_TOKEN; eval "$FILE" >/dev/null; env -0`
  const input = typed
  const text = execFileSync('sh', ['-c', script], { input, env: { PATH: process.env['PATH'], FILE: file } }).toString()
  return Object.fromEntries(
    text
      .split('\0')
      .map((line) => line.split(/=(.*)/s) as [string, string])
      .filter(([name]) => name.startsWith('OS_')),
  )
}

test('openrc asks for the password, and leaves nothing of another file', () => {
  expect(sourced(openrcWithPassword(access()), 'hush\\ a b\n')).toEqual({
    OS_AUTH_URL: authUrl,
    OS_IDENTITY_API_VERSION: '3',
    OS_INTERFACE: 'public',
    OS_PASSWORD: 'hush\\ a b',
    OS_PROJECT_ID: 'p1',
    OS_PROJECT_NAME: 'demo',
    OS_REGION_NAME: 'RegionOne',
    OS_USERNAME: 'ada',
    OS_USER_DOMAIN_NAME: 'Default',
  })
})

test('with a second factor openrc asks for a code as well', () => {
  expect(sourced(openrcWithPassword(access({ hasSecondFactor: true })), 'hush\n123456\n')).toMatchObject({
    OS_AUTH_TYPE: 'v3multifactor',
    OS_AUTH_METHODS: 'v3password,v3totp',
    OS_PASSWORD: 'hush',
    OS_PASSCODE: '123456',
  })
})

test.each([`o'brien`, '$(touch /tmp/owned)', '`id`', 'a\nexport OS_AUTH_URL=evil', '"; id; "', '\\'])(
  'the name %j is a name, and no command',
  (name) => {
    const variables = sourced(
      openrcWithPassword(access({ user: { name, domain: { name } }, project: { id: 'p', name } })),
      'x\n',
    )
    expect(variables).toMatchObject({ OS_USERNAME: name, OS_PROJECT_NAME: name, OS_AUTH_URL: authUrl })
  },
)

test('an application credential needs no password', () => {
  expect(sourced(openrcWithCredential({ authUrl, credential }))).toMatchObject({
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_ID: 'c1',
    OS_APPLICATION_CREDENTIAL_SECRET: credential.secret,
  })
  expect(parse(cloudsYamlWithCredential({ authUrl, credential })).clouds.kilonova).toMatchObject({
    auth_type: 'v3applicationcredential',
    auth: { application_credential_id: 'c1', application_credential_secret: credential.secret },
  })
})

test('clouds.yaml has everything but the password', () => {
  expect(
    parse(cloudsYamlWithPassword(access({ user: { name: 'yes', domain: { name: '007' } } }))).clouds.kilonova,
  ).toEqual({
    auth: {
      auth_url: authUrl,
      username: 'yes',
      user_domain_name: '007',
      project_id: 'p1',
      project_name: 'demo',
    },
    region_name: 'RegionOne',
    interface: 'public',
    identity_api_version: 3,
  })
})
