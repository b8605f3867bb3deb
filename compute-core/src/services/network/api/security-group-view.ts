import { z } from 'zod'
import { derivedId } from '../domain/default-group.ts'
import {
  securityGroupListing,
  type SecurityGroupRow,
  securityGroupRuleListing,
  type SecurityGroupRuleRow,
} from '../store/security-group-listing.ts'
import type { Resource } from './resource.ts'
import type { RequestContext } from './route.ts'
import { instantView, standardFields } from './standard-view.ts'

const shared = {
  id: z.string(),
  project_id: z.string(),
  tenant_id: z.string(),
  description: z.string(),
  revision_number: z.int(),
  tags: z.array(z.string()).optional(),
  created_at: instantView,
  updated_at: instantView,
}

/** A rule of a security group as the API shows it. */
const securityGroupRuleView = z.strictObject({
  ...shared,
  security_group_id: z.string(),
  direction: z.enum(['egress', 'ingress']),
  ethertype: z.literal('IPv4'),
  protocol: z.null(),
  port_range_min: z.null(),
  port_range_max: z.null(),
  remote_ip_prefix: z.null(),
  remote_group_id: z.null(),
  remote_address_group_id: z.null(),
  belongs_to_default_sg: z.literal(true),
})

/** A security group as the API shows it. */
const securityGroupView = z.strictObject({
  ...shared,
  name: z.string(),
  stateful: z.boolean(),
  shared: z.boolean(),
  security_group_rules: z.array(securityGroupRuleView),
})

export type SecurityGroupRuleView = z.output<typeof securityGroupRuleView>
export type SecurityGroupView = z.output<typeof securityGroupView>

/** The projects that a request is about: the caller's own, and those that it filters by. */
const projectsOf = ({ caller, query }: RequestContext): string[] => [
  ...(caller.projectId === null ? [] : [caller.projectId]),
  ...['project_id', 'tenant_id'].flatMap((name) => query.all(name)),
]

const ruleView = (row: SecurityGroupRuleRow): SecurityGroupRuleView => ({
  ...withoutName(standardFields({ ...row, name: '' })),
  security_group_id: row.security_group_id,
  direction: row.direction,
  ethertype: 'IPv4',
  protocol: null,
  port_range_min: null,
  port_range_max: null,
  remote_ip_prefix: null,
  remote_group_id: null,
  remote_address_group_id: null,
  belongs_to_default_sg: true,
})

const withoutName = <Fields extends { name: string }>({ name: _name, ...others }: Fields) => others

const groupView = (row: SecurityGroupRow): SecurityGroupView => ({
  ...standardFields(row),
  stateful: row.stateful,
  shared: row.shared,
  security_group_rules: (['egress', 'ingress'] as const).map((direction) =>
    ruleView({
      ...row,
      id: derivedId(`${direction} ${row.id}`),
      description: '',
      security_group_id: row.id,
      direction,
    }),
  ),
})

/** The security groups. */
export const securityGroups: Resource<SecurityGroupRow> = {
  collection: 'security-groups',
  member: 'security_groups',
  singular: 'security_group',
  noun: 'SecurityGroup',
  listing: (context) => securityGroupListing(projectsOf(context)),
  targetOf: ({ project_id, shared }) => ({ projectId: project_id, attributes: { shared } }),
  view: groupView,
  viewSchema: securityGroupView,
}

/** The rules of security groups. */
export const securityGroupRules: Resource<SecurityGroupRuleRow> = {
  collection: 'security-group-rules',
  member: 'security_group_rules',
  singular: 'security_group_rule',
  noun: 'SecurityGroupRule',
  listing: (context) => securityGroupRuleListing(projectsOf(context)),
  targetOf: ({ project_id }) => ({
    projectId: project_id,
    attributes: { 'security_group:project_id': project_id },
  }),
  view: ruleView,
  viewSchema: securityGroupRuleView,
}
