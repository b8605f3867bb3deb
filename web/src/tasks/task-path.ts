import type { SessionView } from '#shared/bff'
import { pathsIn, paths } from '#shared/paths'
import { slugIn } from '#shared/session'
import type { Task } from './tasks-query.ts'

/** The page of what a task is about: the result of a bulk run, the log of actions of a server, or else the project's activity. */
export function taskPath(task: Task, session: SessionView): string {
  const project = session.projects.find(({ id }) => id === task.project.id)
  if (!project) return paths.projects()
  const at = pathsIn(paths.project(slugIn(session, project)))
  if (task.runId) return at.bulk(task.runId)
  if (task.server && !task.server.isDeleted) return at.serverActivity(task.server.id)
  return at.activity(`request:${task.requestId}`)
}
