import { Hono } from 'hono'
import { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import { cloudClient, type CloudClient } from '../cloud/cloud-client.ts'
import { Refusal } from '../cloud/refusal.ts'
import { body } from '../cloud/read-input.ts'
import { listProjects, scopeToProject, signInWithPassword, type Project } from './keystone.ts'
import { requireSession } from './require-session.ts'
import { dropSession, readSession, writeSession } from './session-cookie.ts'
import { isAdmin, type Session } from './session.ts'

const signIn = z.strictObject({
  name: z.string().trim().min(1, 'Type your user name.'),
  password: z.string().min(1, 'Type your password.'),
  domain: z.string().min(1).default('Default'),
  /** Where this browser last worked; ignored when it is no longer this person's. */
  projectId: z.string().optional(),
})

/** Sign in and out, see who one is, change the project. */
export const sessionRoutes = new Hono<BffEnv>()
  .post('/', body(signIn), async (c) => {
    const input = c.req.valid('json')
    const origin = new URL(c.req.url).origin
    const session = await signInWithPassword(cloudClient(c.var.deps.cloud, origin), input).catch(explainRefusedSignIn)
    const cloud = cloudClient(c.var.deps.cloud, origin, session.userToken)
    const projects = await listProjects(cloud)
    const scoped = await scopeToLikely(cloud, session, projects, input.projectId)
    writeSession(c, scoped)
    return c.json(sessionView(scoped, projects))
  })
  // Not a refusal: whether anybody is signed in is a question with two answers.
  .get('/', async (c) => {
    const session = readSession(c)
    if (!session) return c.json(null)
    return c.json(sessionView(session, await listProjects(userClient(c.var.deps.cloud, c.req.url, session))))
  })
  .put('/project', requireSession, body(z.strictObject({ projectId: z.string().min(1) })), async (c) => {
    const cloud = userClient(c.var.deps.cloud, c.req.url, c.var.session)
    const scoped = await scopeToProject(cloud, c.var.session, c.req.valid('json').projectId)
    writeSession(c, scoped)
    return c.json(sessionView(scoped, await listProjects(cloud)))
  })
  .delete('/', requireSession, async (c) => {
    const { session } = c.var
    const cloud = userClient(c.var.deps.cloud, c.req.url, session)
    // The cookie goes whatever identity says: a token that cannot be revoked now still expires.
    await Promise.allSettled([...new Set([session.token, session.userToken])].map((token) => revoke(cloud, token)))
    dropSession(c)
    return c.json({})
  })

/** The session as the browser may know it: no tokens. */
function sessionView(session: Session, projects: Project[]) {
  const { user, project, roles, expiresAt } = session
  return { user, project, roles: [...roles], expiresAt, projects, isAdmin: isAdmin(session) }
}

const userClient = (cloud: Parameters<typeof cloudClient>[0], url: string, session: Session): CloudClient =>
  cloudClient(cloud, new URL(url).origin, session.userToken)

async function scopeToLikely(cloud: CloudClient, session: Session, projects: Project[], lastId: string | undefined) {
  const likely = projects.find(({ id }) => id === lastId) ?? (projects.length === 1 ? projects[0] : undefined)
  return likely ? scopeToProject(cloud, session, likely.id) : session
}

const revoke = (cloud: CloudClient, token: string) =>
  cloud.send('identity', '/auth/tokens', { method: 'DELETE', headers: { 'x-subject-token': token } })

function explainRefusedSignIn(error: unknown): never {
  if (error instanceof Refusal && error.body.status === 401)
    throw new Refusal({
      ...error.body,
      message: 'The user name or the password is not right, or the user is disabled.',
    })
  throw error
}
