import { type Api, imageAndFlavor, signIn } from './api.ts'
import type { CloudProcess } from './cloud-process.ts'

/** A project of one's own, where nobody else's test makes rows. */
export interface AProject {
  name: string
  api: Api
  /** Makes a server without a network and waits until it runs; several when `count` says so. */
  hasServer(name: string, count?: number): Promise<string>
  /** Changes the project's quota. */
  hasQuota(limits: Record<string, number>): Promise<void>
}

let made = 0

/** Makes an empty project in which the administrator may do all. */
export async function aProject(cloud: CloudProcess): Promise<AProject> {
  const admin = await signIn(cloud)
  const name = `team-${process.pid}-${++made}`
  const { project } = await admin.call<{ project: Named }>('POST', '/identity/v3/projects', { project: { name } })
  const { users } = await admin.call<{ users: Named[] }>('GET', '/identity/v3/users?name=admin')
  const { roles } = await admin.call<{ roles: Named[] }>('GET', '/identity/v3/roles?name=admin')
  await admin.call('PUT', `/identity/v3/projects/${project.id}/users/${users[0]!.id}/roles/${roles[0]!.id}`)
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
    async hasQuota(limits) {
      await admin.call('PUT', `/compute/v2.1/os-quota-sets/${project.id}`, { quota_set: limits })
    },
  }
}

interface Named {
  id: string
}
