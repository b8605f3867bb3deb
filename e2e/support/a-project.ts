import { type Api, imageAndFlavor, signIn } from './api.ts'
import type { CloudProcess } from './cloud-process.ts'

/** A project of one's own, where nobody else's test makes rows. */
export interface AProject {
  name: string
  api: Api
  /** Makes a server without a network and waits until it runs; several when `count` says so. */
  hasServer(name: string, count?: number): Promise<string>
  /** Asks for the deletion of every server: others need their place on the host. */
  hasNoServers(): Promise<void>
  /** Makes somebody who has only this role and only in this project, with the administrator's password. */
  hasPerson(name: string, role: string): Promise<void>
  /** Takes the administrator's role in the project away: from now on it is somebody else's. */
  losesAdministrator(): Promise<void>
  /** Changes the project's quota. */
  hasQuota(limits: Record<string, number>): Promise<void>
}

let made = 0

/** Makes an empty project in which the administrator may do all; its name matters only where it is looked at. */
export async function aProject(cloud: CloudProcess, name = `team-${process.pid}-${++made}`): Promise<AProject> {
  const { admin, adminId, roleIds } = await administratorOf(cloud)
  const { project } = await admin.call<{ project: Named }>('POST', '/identity/v3/projects', { project: { name } })
  const assign = (userId: string, role: string) =>
    admin.call('PUT', `/identity/v3/projects/${project.id}/users/${userId}/roles/${roleIds.get(role)!}`)
  await assign(adminId, 'admin')
  const api = await signIn(cloud, 'admin', name)
  return {
    name,
    api,
    async hasServer(serverName, count = 1) {
      const server = { name: serverName, ...(await imageAndFlavor(api)), networks: 'none', min_count: count }
      const made = await api.call<{ server: Named }>('POST', '/compute/v2.1/servers', { server })
      await api.until<{ servers: unknown[] }>(
        `/compute/v2.1/servers?status=ACTIVE&name=${serverName}`,
        ({ servers }) => servers.length === count,
      )
      return made.server.id
    },
    async hasNoServers() {
      const { servers } = await api.call<{ servers: Named[] }>('GET', '/compute/v2.1/servers')
      // One that the test deleted may be gone by now, and one that it locked is the administrator's to delete.
      await Promise.all(servers.map(({ id }) => api.call('DELETE', `/compute/v2.1/servers/${id}`).catch(() => {})))
    },
    async hasPerson(name, role) {
      const user = { name, password: cloud.adminPassword }
      const made = await admin.call<{ user: Named }>('POST', '/identity/v3/users', { user })
      await assign(made.user.id, role)
    },
    async losesAdministrator() {
      const path = `/identity/v3/projects/${project.id}/users/${adminId}/roles/${roleIds.get('admin')!}`
      await admin.call('DELETE', path)
    },
    async hasQuota(limits) {
      await admin.call('PUT', `/compute/v2.1/os-quota-sets/${project.id}`, { quota_set: limits })
    },
  }
}

interface Administrator {
  admin: Api
  adminId: string
  roleIds: Map<string, string>
}

const administrators = new WeakMap<CloudProcess, Promise<Administrator>>()

/** What every project needs to know of its cloud, asked for once. */
function administratorOf(cloud: CloudProcess): Promise<Administrator> {
  const known = administrators.get(cloud) ?? askForAdministrator(cloud)
  administrators.set(cloud, known)
  return known
}

async function askForAdministrator(cloud: CloudProcess): Promise<Administrator> {
  const admin = await signIn(cloud)
  const { users } = await admin.call<{ users: Named[] }>('GET', '/identity/v3/users?name=admin')
  const { roles } = await admin.call<{ roles: (Named & { name: string })[] }>('GET', '/identity/v3/roles')
  return { admin, adminId: users[0]!.id, roleIds: new Map(roles.map(({ name, id }) => [name, id])) }
}

interface Named {
  id: string
}
