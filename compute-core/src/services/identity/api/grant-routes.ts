import { forbidden, notFound } from '#platform/errors'
import { findDomain } from '../store/domain-store.ts'
import { deleteGrant, type Grantee, type GrantTarget, listGrantedRoles, saveGrant } from '../store/grant-store.ts'
import { findGroup } from '../store/group-store.ts'
import { findProject } from '../store/project-store.ts'
import { findRole, type RoleRow } from '../store/role-store.ts'
import { findUser } from '../store/user-store.ts'
import type { IdentityDeps } from './identity-deps.ts'
import type { Rule } from './policy.ts'
import { thisGrant } from './policy-targets.ts'
import { type RequestContext, type Route, route } from './route.ts'
import { listOf, viewList } from './view-list.ts'
import { roleView, viewRole } from './view-role.ts'

/** Where roles are granted and to whom, and the rules about it. */
interface GrantPlace {
  path: `/${string}`
  /** `a user a role on a project`: for the reference. */
  who: 'user' | 'group'
  on: string
  granteeOf(params: RequestContext['params']): Grantee
  targetOf(params: RequestContext['params']): GrantTarget
  rules: Readonly<Record<'list' | 'check' | 'create' | 'revoke', Rule>>
}

const rules = {
  list: 'identity:list_grants',
  check: 'identity:check_grant',
  create: 'identity:create_grant',
  revoke: 'identity:revoke_grant',
} as const

const systemRules = {
  user: {
    list: 'identity:list_system_grants_for_user',
    check: 'identity:check_system_grant_for_user',
    create: 'identity:create_system_grant_for_user',
    revoke: 'identity:revoke_system_grant_for_user',
  },
  group: {
    list: 'identity:list_system_grants_for_group',
    check: 'identity:check_system_grant_for_group',
    create: 'identity:create_system_grant_for_group',
    revoke: 'identity:revoke_system_grant_for_group',
  },
} as const

const granteeOf = {
  user: ({ user }: RequestContext['params']): Grantee => ({ userId: user! }),
  group: ({ group }: RequestContext['params']): Grantee => ({ groupId: group! }),
}

const places: readonly GrantPlace[] = (['user', 'group'] as const).flatMap((who) => [
  {
    path: `/v3/projects/:project/${who}s/:${who}/roles`,
    who,
    on: 'on a project',
    granteeOf: granteeOf[who],
    targetOf: ({ project }) => ({ kind: 'project', id: project! }),
    rules,
  },
  {
    path: `/v3/domains/:domain/${who}s/:${who}/roles`,
    who,
    on: 'on a domain',
    granteeOf: granteeOf[who],
    targetOf: ({ domain }) => ({ kind: 'domain', id: domain! }),
    rules,
  },
  {
    path: `/v3/system/${who}s/:${who}/roles`,
    who,
    on: 'on the whole system',
    granteeOf: granteeOf[who],
    targetOf: () => ({ kind: 'system' }),
    rules: systemRules[who],
  },
])

/** Who holds which role on a project, a domain or the whole system: administrators grant and take back. */
export const grantRoutes = places.flatMap(routesFor)

function routesFor({ path, who, on, granteeOf, targetOf, rules }: GrantPlace): readonly Route[] {
  return [
    route(`GET ${path}`, {
      rule: rules.list,
      target: thisGrant,
      response: listOf('roles', roleView),
      summary: `List the roles that a ${who} is granted ${on}.`,
      async handle({ db }, context) {
        const [grantee, target] = [granteeOf(context.params), targetOf(context.params)]
        await assertKnown(db, grantee, target)
        const rows = await listGrantedRoles(db, grantee, target)
        const views = rows.map((row) => viewRole(context, row))
        return { body: viewList(context, 'roles', views) }
      },
    }),

    route(`GET ${path}/:role`, {
      rule: rules.check,
      target: thisGrant,
      success: 204,
      summary: `Check that a ${who} is granted a role ${on}.`,
      async handle({ db }, { params }) {
        const granted = await listGrantedRoles(db, granteeOf(params), targetOf(params))
        if (!granted.some(({ id }) => id === params['role'])) throw notFound('Grant of role', params['role']!)
        return { status: 204 }
      },
    }),

    route(`PUT ${path}/:role`, {
      rule: rules.create,
      target: thisGrant,
      success: 204,
      summary: `Grant a ${who} a role ${on}.`,
      async handle({ db }, { params }) {
        const { role } = params
        await assertKnown(db, granteeOf(params), targetOf(params))
        const granted = await findRole(db, role!)
        if (!granted) throw notFound('Role', role!)
        await assertInDomain(db, granted, targetOf(params))
        await saveGrant(db, granteeOf(params), role!, targetOf(params))
        return { status: 204 }
      },
    }),

    route(`DELETE ${path}/:role`, {
      rule: rules.revoke,
      target: thisGrant,
      success: 204,
      summary: `Take back a role that a ${who} was granted ${on}.`,
      async handle({ db }, { params }) {
        const { role } = params
        if (!(await deleteGrant(db, granteeOf(params), role!, targetOf(params)))) throw notFound('Grant of role', role!)
        return { status: 204 }
      },
    }),
  ]
}

async function assertKnown(db: IdentityDeps['db'], who: Grantee, target: GrantTarget): Promise<void> {
  if ('userId' in who && !(await findUser(db, who.userId))) throw notFound('User', who.userId)
  if ('groupId' in who && !(await findGroup(db, who.groupId))) throw notFound('Group', who.groupId)
  if (target.kind === 'project' && !(await findProject(db, target.id))) throw notFound('Project', target.id)
  if (target.kind === 'domain' && !(await findDomain(db, target.id))) throw notFound('Domain', target.id)
}

/** A role of a domain is granted on that domain and its projects alone. */
async function assertInDomain(db: IdentityDeps['db'], role: RoleRow, target: GrantTarget): Promise<void> {
  if (role.domain_id === null) return
  const domainId =
    target.kind === 'project' ? (await findProject(db, target.id))?.domain_id : target.kind === 'domain' && target.id
  if (domainId !== role.domain_id)
    throw forbidden(
      `Role ${role.name} belongs to domain ${role.domain_id} and can be granted on that domain and its projects only.`,
    )
}
