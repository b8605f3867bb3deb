import type { CloudClient } from '../cloud/cloud-client.ts'
import type { Session } from './session.ts'

interface TokenBody {
  token: {
    expires_at: string
    user: { id: string; name: string }
    project?: { id: string; name: string }
    roles?: { name: string }[]
  }
}

/** A project that somebody may work in. */
export interface Project {
  id: string
  name: string
}

/** The projects that the client's token may be scoped to, by name. */
export async function listProjects(cloud: CloudClient): Promise<Project[]> {
  const { projects } = await cloud.read<{ projects: (Project & { enabled?: boolean })[] }>('identity', '/auth/projects')
  return projects
    .filter((project) => project.enabled !== false)
    .map(({ id, name }) => ({ id, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

/** A session without a project, for a name and a password that identity accepts. */
export async function signInWithPassword(
  cloud: CloudClient,
  who: { name: string; password: string; domain: string },
): Promise<Session> {
  const user = { name: who.name, password: who.password, domain: { name: who.domain } }
  const response = await cloud.send('identity', '/auth/tokens', {
    method: 'POST',
    json: { auth: { identity: { methods: ['password'], password: { user } }, scope: 'unscoped' } },
  })
  const userToken = response.headers.get('x-subject-token') ?? ''
  return sessionFrom((await response.json()) as TokenBody, userToken, userToken)
}

/** The same person's session in `projectId`. */
export async function scopeToProject(cloud: CloudClient, session: Session, projectId: string): Promise<Session> {
  const response = await cloud.send('identity', '/auth/tokens', {
    method: 'POST',
    json: {
      auth: {
        identity: { methods: ['token'], token: { id: session.userToken } },
        scope: { project: { id: projectId } },
      },
    },
  })
  const token = response.headers.get('x-subject-token') ?? ''
  return sessionFrom((await response.json()) as TokenBody, session.userToken, token)
}

function sessionFrom({ token: body }: TokenBody, userToken: string, token: string): Session {
  return {
    user: { id: body.user.id, name: body.user.name },
    project: body.project ? { id: body.project.id, name: body.project.name } : null,
    roles: (body.roles ?? []).map((role) => role.name),
    expiresAt: body.expires_at,
    userToken,
    token,
  }
}
