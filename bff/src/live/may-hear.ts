import { readsWholeCloud } from '@kilonova/compute-core/platform/service/default-checks'
import type { CloudClient } from '../cloud/cloud-client.ts'
import type { CloudEvent } from '../cloud/cloud.ts'
import { listProjects, rolesOnSystem } from '../cloud/projects.ts'
import { isMember } from '../request/session.ts'

/** Who listens, and where they have which roles. */
export interface Listener {
  userId: string
  /** Their roles by project. */
  projects: ReadonlyMap<string, readonly string[]>
  /** Their roles on the system. */
  system: readonly string[]
  /** Whether they asked for everything, as an administrator may. */
  asAdmin: boolean
}

/** Where the client's owner has which roles. Refused once its token is good no more. */
export async function readReach(cloud: CloudClient): Promise<Pick<Listener, 'projects' | 'system'>> {
  const [projects, system] = await Promise.all([listProjects(cloud), rolesOnSystem(cloud)])
  return { projects: new Map(projects.map(({ id, roles }) => [id, roles])), system }
}

/** Whether `listener` asked for everything, and is an administrator in some project or reads the whole cloud. */
export const hearsAll = ({ asAdmin, projects, system }: Listener): boolean =>
  asAdmin && (readsWholeCloud(system) || [...projects.values(), system].some((roles) => roles.includes('admin')))

/** What somebody may do in a project, as far as what they are told depends on it. */
export type Role = 'reader' | 'member' | 'admin'

/** What `listener` is in a project: what its pages show is by that, also to who hears everything. */
export function roleIn({ projects }: Listener, projectId: string | null): Role {
  const roles = projectId === null ? [] : (projects.get(projectId) ?? [])
  if (roles.includes('admin')) return 'admin'
  return isMember({ roles }) ? 'member' : 'reader'
}

/** Topics without a project that everybody may hear of. */
const publicTopics = new Set(['flavor', 'image', 'network'])
/** What is said to us, not to browsers. */
const innerTopics = new Set(['session', 'access', 'job', 'power', 'reconcile'])

/** Whether `listener` may hear of `event`: of their projects, their own key pairs, public topics; administrators of everything. */
export function mayHear(listener: Listener, event: CloudEvent): boolean {
  if (innerTopics.has(event.topic)) return false
  if (event.topic === 'key-pair') return event.subjectId === listener.userId
  if (event.topic === 'project') return listener.projects.has(event.subjectId) || hearsAll(listener)
  if (event.projectId !== null) return listener.projects.has(event.projectId) || hearsAll(listener)
  return publicTopics.has(event.topic) || hearsAll(listener)
}

/** Whether `listener` hears of `event` as somebody in its project, as an administrator of everything as well, or only as one. */
export const hearsAsAdmin = (listener: Listener, event: CloudEvent): 'no' | 'also' | 'only' =>
  !hearsAll(listener) ? 'no' : mayHear({ ...listener, asAdmin: false }, event) ? 'also' : 'only'

/** Whether `event` may change what `listener` may do, or end their session. */
export const concerns = ({ userId, projects }: Listener, { topic, subjectId }: CloudEvent): boolean =>
  (topic === 'session' && subjectId === userId) ||
  // Without a subject it is about a group or a role, and so perhaps about them.
  (topic === 'access' && (subjectId === userId || subjectId === '')) ||
  (topic === 'project' && projects.has(subjectId))
