import { type AProject, aProject } from '../support/a-project.ts'
import type { CloudProcess } from '../support/cloud-process.ts'
import { type Api, signIn } from '../support/api.ts'

/** Somebody who sends requests, with what they must not touch: the run itself needs it. */
export interface Person {
  name: string
  token(): string
  isAdmin: boolean
}

export interface People {
  everybody: Person[]
  /** For looking at the books. */
  admin: Api
  projects: AProject[]
  /** Tokens end with a password or a process: has new ones. */
  signInAgain(): Promise<void>
}

/** Two projects that share a cloud: members of both, a reader, an administrator, somebody whose token is nonsense, and nobody. */
export async function peopleOf(cloud: CloudProcess): Promise<People> {
  const projects = [await aProject(cloud), await aProject(cloud)]
  for (const project of projects)
    await project.hasQuota({ instances: 12, cores: 40, ram: 40_000, server_groups: 20, key_pairs: 200 })
  const roles = [
    ['member', projects[0]!, 'member'],
    ['second member', projects[0]!, 'member'],
    ['reader', projects[0]!, 'reader'],
    ['stranger', projects[1]!, 'member'],
  ] as const
  for (const [name, project, role] of roles) await project.hasPerson(`${name} of ${project.name}`, role)
  const apis = new Map<string, Api>()
  const people: People = {
    projects,
    admin: await signIn(cloud),
    everybody: [
      ...roles.map(([name]) => ({ name, isAdmin: false, token: () => tokenOf(apis.get(name)!) })),
      { name: 'administrator', isAdmin: true, token: () => tokenOf(apis.get('administrator')!) },
      { name: 'somebody with a wrong token', isAdmin: false, token: () => 'nonsense' },
    ],
    async signInAgain() {
      people.admin = await signIn(cloud)
      apis.set('administrator', await signIn(cloud, 'admin', projects[0]!.name))
      for (const [name, project] of roles)
        apis.set(name, await signIn(cloud, `${name} of ${project.name}`, project.name))
    },
  }
  await people.signInAgain()
  return people
}

const tokenOf = ({ headers }: Api) => headers['x-auth-token']!
