import { Hono } from 'hono'
import { listProjects } from '../cloud/projects.ts'
import type { BffEnv } from '../request/bff-env.ts'
import { requirePerson } from '../request/require-session.ts'
import { listTasks } from './list-tasks.ts'

/** What a person has asked for lately, and what of it is still under way: in all of their projects, in one answer. */
export const taskRoutes = new Hono<BffEnv>().get('/', requirePerson, async (c) => {
  const { personCloud, person } = c.var
  const projects = await listProjects(personCloud)
  return c.json({ tasks: await listTasks(personCloud, person.user.id, projects, new Date()) })
})
