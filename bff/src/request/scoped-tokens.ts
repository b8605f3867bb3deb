import type { CloudClient } from '../cloud/cloud-client.ts'
import { readRefused } from '../cloud/permits.ts'
import { administrationOf, listProjects, rolesOnSystem } from '../cloud/projects.ts'
import { Refusal } from '../cloud/refusal.ts'
import type { Person, Session } from './session.ts'

/** How long a token for a project is used before another is had: so long may a change of roles take to be seen. */
const keptMs = 60_000
/** Enough for everybody who works at once; what is dropped is had again. */
const mostKept = 5_000

/** The tokens for projects that people have been given in this process. */
export interface ScopedTokens {
  /** `person` in `projectId`, with a token for it; `cloud` is called with the person's own token. Throws a 404 for a project in which they have no role. */
  sessionIn(cloud: CloudClient, person: Person, projectId: string): Promise<Session>
  /** `person` where they see the whole cloud: in a project that makes them its administrator, or on the system. Throws a 403 where there is no such. */
  sessionAsAdmin(cloud: CloudClient, person: Person): Promise<Session>
  /** Forgets every token that was had for `person`. */
  forget(person: Person): void
}

interface TokenBody {
  token: {
    expires_at: string
    user: { id: string; name: string }
    project?: { id: string; name: string }
    roles: { name: string }[]
  }
}

/**
 * Has tokens for projects on demand and keeps each for a minute, in memory only: a cookie has no room for all of them, and another
 * process of the cloud has its own.
 */
export function keepScopedTokens(nowMs: () => number = Date.now): ScopedTokens {
  const kept = new Map<string, { session: Promise<Session>; untilMs: number }>()
  function keep(key: string, make: () => Promise<Session>): Promise<Session> {
    const known = kept.get(key)
    if (known && known.untilMs > nowMs()) return known.session
    const session = make()
    kept.delete(key)
    kept.set(key, { session, untilMs: nowMs() + keptMs })
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    session.catch(() => kept.get(key)?.session === session && kept.delete(key))
    return session
  }
  return {
    sessionIn: (cloud, person, projectId) =>
      keep(`${person.token} ${projectId}`, () => signInTo(cloud, person, projectId)),
    sessionAsAdmin: (cloud, person) => keep(`${person.token} /admin`, () => signInAsAdmin(cloud, person)),
    forget({ token }) {
      for (const key of kept.keys()) if (key.startsWith(`${token} `)) kept.delete(key)
    },
  }
}

const signInTo = (cloud: CloudClient, person: Person, projectId: string): Promise<Session> =>
  scopedTo(cloud, person, { project: { id: projectId } }).catch((error: unknown) =>
    whyNotIn(cloud, person, projectId, error),
  )

async function scopedTo(cloud: CloudClient, person: Person, scope: object): Promise<Session> {
  const identity = { methods: ['token'], token: { id: person.token } }
  const json = { auth: { identity, scope } }
  const response = await cloud.send('identity', '/auth/tokens?nocatalog', { method: 'POST', json })
  const { token: body } = (await response.json()) as TokenBody
  const token = response.headers.get('x-subject-token') ?? ''
  return {
    user: { id: body.user.id, name: body.user.name },
    project: body.project ? { id: body.project.id, name: body.project.name } : { id: '', name: '' },
    roles: body.roles.map(({ name }) => name),
    token,
    expiresAt: body.expires_at,
    refused: await readRefused(cloud, token),
  }
}

async function signInAsAdmin(cloud: CloudClient, person: Person): Promise<Session> {
  const [projects, system] = await Promise.all([listProjects(cloud), rolesOnSystem(cloud)])
  const administration = administrationOf(projects, system)
  if (administration?.projectId) return signInTo(cloud, person, administration.projectId)
  if (administration) return scopedTo(cloud, person, { system: { all: true } })
  throw new Refusal({
    status: 403,
    service: 'dashboard',
    message:
      'Administration requires the admin role, or the reader role on the whole system. Ask an administrator of this cloud for it.',
  })
}

/** Identity says the same of a token that has ended and of a project without a role: only the first ends the session. */
async function whyNotIn(cloud: CloudClient, { token }: Person, projectId: string, error: unknown): Promise<never> {
  if (!(error instanceof Refusal) || error.body.status !== 401) throw error
  await cloud.send('identity', '/auth/tokens?nocatalog', { method: 'HEAD', headers: { 'x-subject-token': token } })
  throw new Refusal({
    status: 404,
    service: 'dashboard',
    message: `There is no project ${projectId} in which you have a role. Choose one of your projects.`,
  })
}
