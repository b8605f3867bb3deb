import { readsWholeCloud } from '@kilonova/compute-core/platform/service/default-checks'
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

/** The roles that the client's token may be exchanged for on the whole system; none where it has no role there. */
export async function rolesOnSystem(cloud: CloudClient): Promise<readonly string[]> {
  const path = '/auth/system?kilonova:roles=true'
  const { system } = await cloud.read<{ system: { 'kilonova:roles': string[] }[] }>('identity', path)
  return system[0]?.['kilonova:roles'] ?? []
}

/** Where somebody sees the whole cloud: in a project whose administrator they are, or on the system; with their roles there. */
export interface Administration {
  /** Null for the system. */
  projectId: string | null
  roles: readonly string[]
}

/** The way of somebody with these projects to the pages of administrators: who may change something is led there as that one. */
export function administrationOf(projects: readonly Project[], system: readonly string[]): Administration | undefined {
  const project = projects.find(({ roles }) => roles.includes('admin'))
  if (project) return { projectId: project.id, roles: project.roles }
  return system.includes('admin') || readsWholeCloud(system) ? { projectId: null, roles: system } : undefined
}
