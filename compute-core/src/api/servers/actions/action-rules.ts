import { type ActionRole, lifecycle, type ServerAction } from '#domain/server/lifecycle'

const checkFor = {
  member: 'rule:project_member_or_admin',
  admin: 'rule:context_is_admin',
} as const satisfies Record<ActionRole, string>

/** The policy rules that guard the actions of a server, each with its default check, from the lifecycle's rows. */
export const actionRules = Object.fromEntries(
  Object.values(lifecycle).map(({ rule, role }) => [rule, checkFor[role]]),
) as Readonly<Record<(typeof lifecycle)[ServerAction]['rule'], string>>
