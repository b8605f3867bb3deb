import type { CloudClient } from './cloud-client.ts'

/** A project in which somebody has a role. */
export interface Project {
  id: string
  name: string
  domainId: string
  roles: readonly string[]
}

interface ProjectView {
  id: string
  name: string
  domain_id: string
  enabled: boolean
  'kilonova:roles': string[]
}

/** The projects that the client's token may be exchanged for one of, by name, each with the roles that it gives. */
export async function listProjects(cloud: CloudClient): Promise<Project[]> {
  const path = '/auth/projects?kilonova:roles=true'
  const { projects } = await cloud.read<{ projects: ProjectView[] }>('identity', path)
  return projects
    .filter(({ enabled }) => enabled)
    .map(({ id, name, domain_id: domainId, 'kilonova:roles': roles }) => ({ id, name, domainId, roles }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
