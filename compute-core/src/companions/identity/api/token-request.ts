import { z } from 'zod'
import { invalid, unauthorized } from '#platform/errors'
import { parseAs } from '#platform/http/read-body'
import type { Credentials, WantedScope } from '../sign-in.ts'
import { id, name, text } from './fields.ts'

const domainRef = z.object({ id: id.optional(), name: name(64).optional() })

const authBody = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).min(1),
      password: z
        .object({
          user: z.object({
            id: id.optional(),
            name: name(255).optional(),
            domain: domainRef.optional(),
            password: text(65_535),
          }),
        })
        .optional(),
      token: z.object({ id: text(1024) }).optional(),
    }),
    scope: z
      .union([
        z.literal('unscoped'),
        z.object({
          project: z.object({ id: id.optional(), name: name(64).optional(), domain: domainRef.optional() }).optional(),
          system: z.object({ all: z.literal(true) }).optional(),
          domain: domainRef.optional(),
          unscoped: z.unknown().optional(),
        }),
      ])
      .optional(),
  }),
})

type Auth = z.infer<typeof authBody>['auth']

/** Who signs in and for what, out of the body of POST /v3/auth/tokens. */
export function parseAuth(body: unknown): { credentials: Credentials; wanted: WantedScope } {
  const { auth } = parseAs(authBody, body)
  return { credentials: credentialsOf(auth.identity), wanted: scopeOf(auth.scope) }
}

function credentialsOf({ methods, password, token }: Auth['identity']): Credentials {
  const [method] = methods
  if (methods.length > 1 || (method !== 'password' && method !== 'token'))
    throw unauthorized(`Signing in by ${methods.join(' and ')} is not possible here. Use either password or token.`)
  if (method === 'token') {
    if (!token) throw invalid('auth.identity.token with its id is missing.', 'auth.identity.token')
    return { method, secret: token.id }
  }
  if (!password) throw invalid('auth.identity.password with its user is missing.', 'auth.identity.password')
  const { user } = password
  if (user.id === undefined && (user.name === undefined || !namesOne(user.domain)))
    throw invalid(
      'Name the user by id, or by name together with a domain (its id or name).',
      'auth.identity.password.user',
    )
  return { method, user: { ...user, domain: user.domain ?? {} } }
}

function scopeOf(scope: Auth['scope']): WantedScope {
  if (scope === undefined) return { kind: 'default' }
  if (scope === 'unscoped') return { kind: 'unscoped' }
  const given = (['project', 'system', 'domain', 'unscoped'] as const).filter((key) => scope[key] !== undefined)
  if (given.length !== 1) throw invalid('Give one scope: a project, the system, or "unscoped".', 'auth.scope')
  if (scope.system) return { kind: 'system' }
  if (scope.domain) throw unauthorized('Tokens for a domain are not issued here. Scope to a project or to the system.')
  const { project } = scope
  if (!project) return { kind: 'unscoped' }
  if (project.id === undefined && (project.name === undefined || !namesOne(project.domain)))
    throw invalid('Name the project by id, or by name together with a domain (its id or name).', 'auth.scope.project')
  return { kind: 'project', ...project, domain: project.domain ?? {} }
}

const namesOne = (domain: { id?: string | undefined; name?: string | undefined } | undefined): boolean =>
  domain?.id !== undefined || domain?.name !== undefined
