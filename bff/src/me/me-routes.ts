import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { listProjects } from '../cloud/projects.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { body } from '../request/read-input.ts'
import { clientFor, requirePerson } from '../request/require-session.ts'

interface UserBody {
  user: { id: string; name: string; email?: string; description: string }
}

interface TokenBody {
  token: { user: { domain: { id: string; name: string } } }
}

interface SecondFactorBody {
  second_factor: { enabled: boolean; demanded: boolean; has_secret: boolean; has_password: boolean }
}

interface CredentialBody {
  id: string
  name: string
  description: string | null
  project_id: string
  expires_at: string | null
  unrestricted: boolean
  roles: { name: string }[]
  access_rules: { service: string; method: string; path: string }[]
}

const passcode = z.string().regex(/^\d{6}$/, 'Enter the six digits that the app shows.')
const passwords = z.strictObject({ current: z.string().min(1), next: z.string().min(1).max(4096) })
const newFactor = z.strictObject({ secret: z.string().min(1).max(1024), passcode })
const newCredential = z.strictObject({
  projectId: z.string().min(1),
  name: z.string().trim().min(1, 'Enter a name.').max(255),
  description: z.string().max(4096).optional(),
  /** The end of a day, or any other moment to come; none is for ever. */
  expiresAt: z.iso.datetime().optional(),
  roles: z.array(z.string()).min(1, 'Choose a role.'),
  unrestricted: z.boolean(),
  accessRules: z
    .array(z.strictObject({ service: z.string().min(1), method: z.string().min(1), path: z.string().startsWith('/') }))
    .max(100),
})

/** What people see and change of themselves. */
export const meRoutes = new Hono<BffEnv>()
  .use(requirePerson)
  .get('/', async (c) => {
    const { personCloud, person } = c.var
    const own = { 'x-subject-token': person.token }
    const [{ user }, { token }, factor] = await Promise.all([
      personCloud.read<UserBody>('identity', `/users/${person.user.id}`),
      personCloud.read<TokenBody>('identity', '/auth/tokens?nocatalog', { headers: own }),
      personCloud.read<SecondFactorBody>('identity', '/kilonova/second-factor'),
    ])
    return c.json({
      id: user.id,
      name: user.name,
      email: user.email ?? null,
      description: user.description,
      domain: token.user.domain,
      secondFactor: viewFactor(factor),
      /** Where clients of the APIs sign in. */
      authUrl: `${new URL(c.var.deps.publicUrl ?? c.req.url).origin}/identity/v3`,
    })
  })
  .post('/password', body(passwords), async (c) => {
    const { current, next } = c.req.valid('json')
    const json = { user: { original_password: current, password: next } }
    await c.var.personCloud
      .send('identity', '/kilonova/password', { method: 'POST', json })
      .catch(withoutEnding('The current password is wrong.'))
    return c.json({})
  })
  .put('/second-factor', body(newFactor), async (c) =>
    c.json(viewFactor(await changeFactor(c, 'PUT', '/kilonova/second-factor', c.req.valid('json')))),
  )
  .post('/second-factor/removal', body(z.strictObject({ passcode })), async (c) =>
    c.json(viewFactor(await changeFactor(c, 'POST', '/kilonova/second-factor/removal', c.req.valid('json')))),
  )
  .get('/application-credentials', async (c) => {
    const { personCloud, person } = c.var
    const [{ application_credentials: credentials }, projects] = await Promise.all([
      personCloud.read<{ application_credentials: CredentialBody[] }>('identity', credentialsOf(person.user.id)),
      listProjects(personCloud),
    ])
    const nameOf = (id: string) => projects.find((project) => project.id === id)?.name ?? null
    return c.json({
      credentials: credentials.map((credential) => viewCredential(credential, nameOf(credential.project_id))),
    })
  })
  .post('/application-credentials', body(newCredential), async (c) => {
    const input = c.req.valid('json')
    const { personCloud, person, scopedTokens } = c.var
    const session = await scopedTokens.sessionIn(personCloud, person, input.projectId)
    const json = {
      application_credential: {
        name: input.name,
        ...(input.description && { description: input.description }),
        ...(input.expiresAt && { expires_at: input.expiresAt.replace(/Z$/, '') }),
        roles: input.roles.map((name) => ({ name })),
        unrestricted: input.unrestricted,
        ...(input.accessRules.length > 0 && { access_rules: input.accessRules }),
      },
    }
    const path = credentialsOf(person.user.id)
    const made = await clientFor(c, session.token).read<{
      application_credential: CredentialBody & { secret: string }
    }>('identity', path, { method: 'POST', json })
    const { application_credential: credential } = made
    return c.json({ ...viewCredential(credential, session.project.name), secret: credential.secret })
  })
  .delete('/application-credentials/:id', async (c) => {
    const { personCloud, person } = c.var
    const path = `${credentialsOf(person.user.id)}/${encodeURIComponent(c.req.param('id'))}`
    await personCloud.send('identity', path, { method: 'DELETE' })
    return c.json({})
  })

const credentialsOf = (userId: string): string => `/users/${userId}/application_credentials`

const changeFactor = (c: Context<BffEnv>, method: string, path: string, factor: object): Promise<SecondFactorBody> =>
  (c.var.personCloud as CloudClient).read('identity', path, { method, json: { second_factor: factor } })

const viewFactor = ({ second_factor: factor }: SecondFactorBody) => ({
  isOn: factor.enabled,
  isDemanded: factor.demanded,
  hasSecret: factor.has_secret,
  hasPassword: factor.has_password,
})

const viewCredential = (credential: CredentialBody, projectName: string | null) => ({
  id: credential.id,
  name: credential.name,
  description: credential.description,
  /** The name is null where the person has no role any more. */
  project: { id: credential.project_id, name: projectName },
  // Keystone leaves the zone out, which is UTC.
  expiresAt: credential.expires_at && `${credential.expires_at.slice(0, 19)}Z`,
  isUnrestricted: credential.unrestricted,
  roles: credential.roles.map(({ name }) => name).toSorted(),
  accessRules: credential.access_rules.map(({ service, method, path }) => ({ service, method, path })),
})

/** A wrong password beside a good session is no end of that. */
const withoutEnding =
  (message: string) =>
  (error: unknown): never => {
    if (error instanceof Refusal && error.body.status === 401)
      throw new Refusal({ ...error.body, status: 403, message })
    throw error
  }
