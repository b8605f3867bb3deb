import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFurnishedIdentity } from './support/a-furnished-identity.ts'
import { differences } from './support/api-samples.ts'
import { type IdentityEndpoint, identityEndpoints, identitySample, isSignIn } from './support/identity-endpoints.ts'
import {
  refusedIdentitySamples,
  refusedSignIns,
  unansweredIdentity,
  unusableIdentitySamples,
} from './support/unanswered-identity.ts'

let cloud: Awaited<ReturnType<typeof aFurnishedIdentity>>
beforeAll(async () => {
  cloud = await aFurnishedIdentity()
})
afterAll(() => cloud[Symbol.asyncDispose]())

type Response = Awaited<ReturnType<typeof cloud.call>>

const isUsable = (sample: string) => !Object.hasOwn(unusableIdentitySamples, sample)
const isRefusedSignIn = (endpoint: IdentityEndpoint) =>
  isSignIn(endpoint) && Object.hasOwn(refusedSignIns, endpoint.what)
const answered = identityEndpoints.filter(
  (endpoint) => !isRefusedSignIn(endpoint) && !Object.hasOwn(unansweredIdentity, endpoint.name),
)

/** The fields of a response sample that `response` has not. */
const missingFields = (sample: string, { body }: Response): string[] =>
  differences(JSON.parse(identitySample(sample)), body)
    .filter((difference) => !difference.endsWith('is too much') && !difference.startsWith('.user.options.'))
    // Keystone leaves it out as well where nobody signs in through another identity provider.
    .filter((difference) => difference !== '.user.federated is missing')

/** The response sample that belongs to a request: the one that begins with the same word, where there are several. */
function responseTo(sample: string, { responses }: IdentityEndpoint): string | undefined {
  const word = (file: string) => file.split('/').at(-1)!.split('-')[0]
  return responses.find((response) => word(response) === word(sample)) ?? responses[0]
}

async function send({ method, path }: IdentityEndpoint, sample: string): Promise<Response> {
  const asked = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => cloud.ids[name]!)
  const isOwn = /\/(password|application_credentials)$/.test(asked)
  const token = isOwn ? await cloud.tokenOf('furnished', undefined, 'secretsecret') : cloud.admin
  return cloud.call(method, asked, { token, body: await cloud.ours(identitySample(sample)) })
}

const samples = answered.flatMap((endpoint) =>
  endpoint.requests.filter(isUsable).map((sample) => [endpoint.name, sample, endpoint] as const),
)
test.each(samples)('%s takes %s', async (_name, sample, endpoint) => {
  const response = await send(endpoint, sample)
  const [refusal] = refusedIdentitySamples[sample] ?? []
  const outcome = response.status < 300 ? 'taken' : response.status
  const shown = outcome === 'taken' ? responseTo(sample, endpoint) : undefined
  const missing = shown !== undefined && isUsable(shown) ? missingFields(shown, response) : []
  expect({ outcome, missing, response: response.body }).toMatchObject({ outcome: refusal ?? 'taken', missing: [] })
})

test.each([
  ['unscoped', 'demo', 'unscoped'],
  ['system-scoped', 'admin', { system: { all: true } }],
] as const)('a token that is %s is shown with the fields of its sample', async (kind, user, scope) => {
  const headers = { 'X-Subject-Token': await cloud.tokenOf(user, scope) }
  const response = await cloud.call('GET', '/v3/auth/tokens', { token: cloud.admin, headers })
  expect({ status: response.status, missing: missingFields(`auth/responses/${kind}-password.json`, response) }).toEqual(
    {
      status: 200,
      missing: [],
    },
  )
})

test.each(Object.keys(refusedSignIns))('%s: take it off the list once one can sign in so', async (what) => {
  const { requests } = identityEndpoints.find((endpoint) => isSignIn(endpoint) && endpoint.what === what)!
  const sample = requests.at(-1)
  const other = { auth: { identity: { methods: ['another'] } } }
  const body = sample === undefined ? other : await cloud.ours(identitySample(sample))
  const { status } = await cloud.call('POST', '/v3/auth/tokens', { body })
  expect([400, 401]).toContain(status)
})

test('what Keystone has removed for good is a 410', async () => {
  expect((await cloud.call('GET', '/v3/auth/tokens/OS-PKI/revoked', { token: cloud.admin })).status).toBe(410)
})
