import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type Administration, administrationOf, type Project, listProjects, rolesOnSystem } from '../cloud/projects.ts'
import type { CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { BffEnv, SignInSettings } from '../request/bff-env.ts'
import { body } from '../request/read-input.ts'
import { clientFor, requirePerson } from '../request/require-session.ts'
import { isAdmin, type Person } from '../request/session.ts'
import { dropSession, readPerson, writePerson } from '../request/session-cookie.ts'
import { adminCommands, commandRules } from '../resources/server-refusals.ts'
import { signInWithPasscode, signInWithPassword } from './keystone.ts'
import { dropSecondStep, readSecondStep, writeSecondStep } from './second-step-cookie.ts'

const signIn = z.strictObject({
  name: z.string().trim().min(1, 'Enter your user name.'),
  password: z.string().min(1, 'Enter your password.'),
  domain: z.string().min(1).default('Default'),
})

const passcode = z.string().regex(/^\d{6}$/, 'Enter the six digits that the app shows.')

const defaults: SignInSettings = { cloudName: 'Kilonova', oidc: [] }

/** Sign in and out, read the session. */
export const sessionRoutes = new Hono<BffEnv>()
  .post('/', body(signIn), async (c) => {
    const signedIn = await signInWithPassword(clientFor(c), c.req.valid('json')).catch(explainFailedSignIn)
    const answer: SessionView | { asksPasscode: true } =
      signedIn.kind === 'signed-in' ? await begin(c, signedIn.person) : { asksPasscode: true }
    if (signedIn.kind === 'second-step') writeSecondStep(c, signedIn.step)
    return c.json(answer)
  })
  // After the password, where there is a second factor.
  .post('/passcode', body(z.strictObject({ passcode })), async (c) => {
    const step = readSecondStep(c)
    if (!step)
      throw new Refusal({
        status: 401,
        service: 'dashboard',
        message: 'That took too long. Enter your password again.',
      })
    const signedIn = await signInWithPasscode(clientFor(c), step, c.req.valid('json').passcode).catch(
      explain('The code is wrong, or was used before. Enter the next one.'),
    )
    if (signedIn.kind !== 'signed-in') throw notEnough()
    dropSecondStep(c)
    return c.json(await begin(c, signedIn.person))
  })
  // What the page needs before anybody has signed in.
  .get('/options', async (c) => {
    const { cloud, signIn: settings = defaults } = c.var.deps
    const { cloudName, domains, oidc } = settings
    return c.json({
      cloudName,
      asksDomain: domains ? domains.length > 1 : await cloud.hasSeveralDomains(),
      domains: domains ? [...domains] : null,
      providers: oidc.map(({ id, name }) => ({ id, name })),
    })
  })
  // Null and not a 401: not being signed in is an expected state.
  .get('/', async (c) => {
    const person = readPerson(c)
    if (!person) return c.json(null)
    return c.json(sessionView(person, await reachOf(clientFor(c, person.token))))
  })
  // The page asks while somebody works: requests that come by themselves do not keep a session alive.
  .post('/renewal', requirePerson, async (c) => {
    const { person, personCloud, deps } = c.var
    const renewed = await deps.cloud.renewToken(person.token, { signedInAt: new Date(person.signedInAt) })
    if (!renewed) {
      // Nothing is gained so early, or the longest session is reached: that is told apart from one that is over.
      const headers = { 'x-subject-token': person.token }
      await personCloud.send('identity', '/auth/tokens?nocatalog', { method: 'HEAD', headers })
      return c.json({ expiresAt: person.expiresAt, isRenewed: false as boolean })
    }
    const next = { ...person, token: renewed.token, expiresAt: renewed.expiresAt.toISOString() }
    writePerson(c, next)
    return c.json({ expiresAt: next.expiresAt, isRenewed: true as boolean })
  })
  .delete('/', requirePerson, async (c) => {
    const { person, deps, scopedTokens } = c.var
    scopedTokens.forget(person)
    // The cookie is dropped whatever happens: a token that cannot be revoked now still expires.
    await deps.cloud
      .endSession(person.token)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'session not ended'))
    dropSession(c)
    return c.json({})
  })

interface Reach {
  projects: readonly Project[]
  administration: Administration | undefined
}

/** Where the client's owner may work. */
async function reachOf(cloud: CloudClient): Promise<Reach> {
  const [projects, system] = await Promise.all([listProjects(cloud), rolesOnSystem(cloud)])
  return { projects, administration: administrationOf(projects, system) }
}

type SessionView = ReturnType<typeof sessionView>

/** The session as the browser sees it: without tokens. */
function sessionView({ user, expiresAt, signedInAt }: Person, { projects, administration }: Reach) {
  return {
    user,
    expiresAt,
    signedInAt,
    /** What the cloud's clock says: that of the browser may be wrong. */
    readAt: new Date().toISOString(),
    projects: projects.map(({ id, name, domainId, roles }) => ({
      id,
      name,
      domainId,
      roles: [...roles],
      isAdmin: isAdmin({ roles }),
    })),
    /** With which roles this person sees the pages of administrators; null where they do not. */
    administration: administration ? { roles: [...administration.roles], isAdmin: isAdmin(administration) } : null,
    adminCommands: [...adminCommands],
    commandRules,
  }
}

/** The session of somebody who has just signed in, kept in their browser from now on. */
async function begin(c: Context<BffEnv>, person: Person) {
  const reach = await reachOf(clientFor(c, person.token))
  writePerson(c, person)
  return sessionView(person, reach)
}

const notEnough = () =>
  new Refusal({
    status: 403,
    service: 'dashboard',
    message: 'This user has to show more than this page can take. Ask an administrator how to sign in.',
  })

const explain =
  (message: string) =>
  (error: unknown): never => {
    if (error instanceof Refusal && error.body.status === 401) throw new Refusal({ ...error.body, message })
    throw error
  }

const explainFailedSignIn = explain('Incorrect user name or password, or the user is disabled.')
