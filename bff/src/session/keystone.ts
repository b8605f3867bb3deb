import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { Person } from '../request/session.ts'
import type { SecondStep } from './second-step-cookie.ts'

interface TokenBody {
  token: { expires_at: string; issued_at: string; user: { id: string; name: string } }
}

interface ReceiptBody {
  receipt: { expires_at: string; user: { id: string } }
  required_auth_methods: string[][]
}

/** Who has signed in; or what they have shown, where a code is wanted as well. */
export type SignedIn = { kind: 'signed-in'; person: Person } | { kind: 'second-step'; step: SecondStep }

/** Signs in with a user name and a password that identity accepts. */
export const signInWithPassword = (
  cloud: CloudClient,
  who: { name: string; password: string; domain: string },
): Promise<SignedIn> => {
  const user = { name: who.name, password: who.password, domain: { name: who.domain } }
  return signIn(cloud, { methods: ['password'], password: { user } })
}

/** Signs in with a code, for who has shown a password before. */
export const signInWithPasscode = (cloud: CloudClient, step: SecondStep, passcode: string): Promise<SignedIn> =>
  signIn(cloud, { methods: ['totp'], totp: { user: { id: step.userId, passcode } } }, step.receipt)

async function signIn(cloud: CloudClient, identity: object, receipt?: string): Promise<SignedIn> {
  try {
    const response = await cloud.send('identity', '/auth/tokens', {
      method: 'POST',
      headers: receipt === undefined ? {} : { 'openstack-auth-receipt': receipt },
      json: { auth: { identity, scope: 'unscoped' } },
    })
    const { token } = (await response.json()) as TokenBody
    return {
      kind: 'signed-in',
      person: {
        user: { id: token.user.id, name: token.user.name },
        token: response.headers.get('x-subject-token') ?? '',
        expiresAt: token.expires_at,
        signedInAt: token.issued_at,
      },
    }
  } catch (error) {
    if (error instanceof Refusal && error.receipt) return secondStep(error, error.receipt)
    throw error
  }
}

function secondStep({ body }: Refusal, { secret, text }: NonNullable<Refusal['receipt']>): SignedIn {
  const { receipt, required_auth_methods: required } = JSON.parse(text) as ReceiptBody
  const isEnough = required.some((rule) => rule.every((method) => method === 'password' || method === 'totp'))
  if (!isEnough)
    throw new Refusal({
      ...body,
      status: 403,
      message: 'This user has to show more than this page can take. Ask an administrator how to sign in.',
    })
  return { kind: 'second-step', step: { userId: receipt.user.id, receipt: secret, expiresAt: receipt.expires_at } }
}
