import { randomUUID } from 'node:crypto'
import type { CloudApi } from './cloud-api.ts'
import { password } from './fake-driver-cloud.ts'
import { createBrokenServer, createServer, serverIs } from './servers.ts'

/** A user of the cloud. */
export interface Person {
  id: string
  name: string
}

/** A project of a test's own, where nobody else's test creates anything. */
export interface AProject {
  id: string
  name: string
  /** The APIs as an administrator in this project. */
  api: CloudApi
  /** A new user with `role` in this project and nowhere else. */
  hasPerson(role: 'reader' | 'member' | 'admin'): Promise<Person>
  /** Gives `person` the role too. */
  grants(person: Person, role: 'reader' | 'member' | 'admin'): Promise<void>
  /** Creates a server without a network and waits until it runs; `more` are fields of the request. */
  hasServer(name: string, more?: object): Promise<string>
  /** Creates a server that no host has room for, and waits until it has failed. */
  hasBrokenServer(name: string): Promise<string>
  /** Waits until nothing more happens to the server, which must have `status` then. */
  serverIs(id: string, status: string): Promise<void>
}

interface Named {
  id: string
  name: string
}

/** Creates an empty project in which the administrator has every role. */
export async function aProject(admin: CloudApi): Promise<AProject> {
  const name = `project-${randomUUID()}`
  const { project } = await admin.call<{ project: Named }>('POST', '/identity/v3/projects', { project: { name } })
  const grant = async (userId: string, role: string) => {
    const { roles } = await admin.call<{ roles: Named[] }>('GET', `/identity/v3/roles?name=${role}`)
    await admin.call('PUT', `/identity/v3/projects/${project.id}/users/${userId}/roles/${roles[0]!.id}`)
  }
  await grant(admin.userId, 'admin')
  const api = await admin.inProject(project.id)
  return {
    id: project.id,
    name,
    api,
    async hasPerson(role) {
      const user = { name: `${role}-${randomUUID()}`, password }
      const made = await admin.call<{ user: Named }>('POST', '/identity/v3/users', { user })
      await grant(made.user.id, role)
      return { id: made.user.id, name: made.user.name }
    },
    grants: ({ id }, role) => grant(id, role),
    hasServer: (serverName, more) => createServer(api, serverName, more),
    hasBrokenServer: (serverName) => createBrokenServer(api, serverName),
    serverIs: (id, status) => serverIs(api, id, status),
  }
}
