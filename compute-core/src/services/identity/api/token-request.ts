import { z } from 'zod'
import { invalid, unauthorized } from '#platform/errors'
import { described, parseBody } from '#platform/service/read-as'
import type { SignInRequest, WantedScope } from '../sign-in.ts'
import type { Credentials } from '../who-signs-in.ts'
import { id, name, text } from './fields.ts'

const domainRef = z.object({ id: id.optional(), name: name(64).optional() })

const userRef = z.object({ id: id.optional(), name: name(255).optional(), domain: domainRef.optional() })

const authBody = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).min(1),
      password: z.object({ user: userRef.extend({ password: text(65_535) }) }).optional(),
      totp: z.object({ user: userRef.extend({ passcode: text(65_535) }) }).optional(),
      token: z.object({ id: text(1024) }).optional(),
      application_credential: z
        .object({
          id: id.optional(),
          name: name(255).optional(),
          secret: text(4096),
          user: userRef.optional(),
        })
        .optional(),
    }),
    scope: z
      .union([
        z.literal('unscoped'),
        z.object({
          project: z.object({ id: id.optional(), name: name(64).optional(), domain: domainRef.optional() }).optional(),
          system: z.object({ all: z.literal(true) }).optional(),
          domain: domainRef.optional(),
          unscoped: z.unknown().optional(),
          'OS-TRUST:trust': z.object({ id }).optional(),
        }),
      ])
      .optional(),
  }),
})

type Auth = z.infer<typeof authBody>['auth']

/** Who signs in and for what, out of the body of POST /v3/auth/tokens. */
export const readAuth = described(authBody, (body): Omit<SignInRequest, 'receipt'> => {
  const { auth } = parseBody(authBody, body)
  return { credentials: credentialsOf(auth.identity), wanted: scopeOf(auth.scope) }
})

function credentialsOf(identity: Auth['identity']): Credentials[] {
  const methods = [...new Set(identity.methods)]
  const unknown = methods.find((method) => !Object.hasOwn(readers, method))
  const isAlone = methods.length === 1 || !methods.includes('application_credential')
  if (unknown !== undefined || !isAlone)
    throw unauthorized(
      `Signing in by ${methods.join(' and ')} is not possible here. Use password, totp or both, token, or application_credential.`,
    )
  return methods.map((method) => readers[method as Method](identity))
}

const readers = {
  application_credential({ application_credential: credential }) {
    const at = 'auth.identity.application_credential'
    if (!credential) throw invalid(`${at} with its id and secret is missing.`, at)
    const { user: owner } = credential
    const isNamed =
      credential.name !== undefined &&
      (owner?.id !== undefined || (owner?.name !== undefined && namesOne(owner.domain)))
    if (credential.id === undefined && !isNamed)
      throw invalid('Name the application credential by its id, or by its name together with its user.', at)
    const user = owner && { ...owner, domain: owner.domain ?? {} }
    return { method: 'application_credential', ...credential, user }
  },
  token({ token }) {
    if (!token) throw invalid('auth.identity.token with its id is missing.', 'auth.identity.token')
    return { method: 'token', secret: token.id }
  },
  password({ password }) {
    if (!password) throw invalid('auth.identity.password with its user is missing.', 'auth.identity.password')
    return { method: 'password', user: { ...password.user, ...namedIn(password.user, 'auth.identity.password.user') } }
  },
  totp({ totp }) {
    if (!totp) throw invalid('auth.identity.totp with its user is missing.', 'auth.identity.totp')
    return { method: 'totp', user: { ...totp.user, ...namedIn(totp.user, 'auth.identity.totp.user') } }
  },
} as const satisfies Record<string, (identity: Auth['identity']) => Credentials>

type Method = keyof typeof readers

/** The domain of a user who is named well; a 400 for one who is not. */
function namedIn({ id: userId, name: userName, domain }: z.infer<typeof userRef>, at: string) {
  if (userId === undefined && (userName === undefined || !namesOne(domain)))
    throw invalid('Name the user by id, or by name together with a domain (its id or name).', at)
  return { domain: domain ?? {} }
}

function scopeOf(scope: Auth['scope']): WantedScope {
  if (scope === undefined) return { kind: 'default' }
  if (scope === 'unscoped') return { kind: 'unscoped' }
  const given = (['project', 'system', 'domain', 'unscoped', 'OS-TRUST:trust'] as const).filter(
    (key) => scope[key] !== undefined,
  )
  if (given.length !== 1)
    throw invalid('Give one scope: a project, a domain, the system, a trust, or "unscoped".', 'auth.scope')
  if (scope.system) return { kind: 'system' }
  if (scope['OS-TRUST:trust']) return { kind: 'trust', id: scope['OS-TRUST:trust'].id }
  if (scope.domain) {
    if (!namesOne(scope.domain)) throw invalid('Name the domain by its id or its name.', 'auth.scope.domain')
    return { kind: 'domain', domain: scope.domain }
  }
  const { project } = scope
  if (!project) return { kind: 'unscoped' }
  if (project.id === undefined && (project.name === undefined || !namesOne(project.domain)))
    throw invalid('Name the project by id, or by name together with a domain (its id or name).', 'auth.scope.project')
  return { kind: 'project', ...project, domain: project.domain ?? {} }
}

const namesOne = (domain: { id?: string | undefined; name?: string | undefined } | undefined): boolean =>
  domain?.id !== undefined || domain?.name !== undefined
