import { type RawBuilder, sql } from 'kysely'
import { defaultGroupWords } from '../domain/default-group.ts'
import type { Attribute, Listing } from './listing.ts'
import {
  booleanColumn,
  constantText,
  standardAttributes,
  standardColumns,
  type StandardRow,
  tagFilters,
  textColumn,
  uuidColumn,
} from './standard-attributes.ts'

/** The group `default` of a project. */
export interface SecurityGroupRow extends StandardRow {
  stateful: boolean
  shared: boolean
}

/** A rule of such a group. */
export interface SecurityGroupRuleRow extends Omit<StandardRow, 'name'> {
  security_group_id: string
  direction: 'egress' | 'ingress'
}

const description = 'Everything goes in and out; only what a guest sends under an address not its own is dropped.'

/** Every project has its group, and none has a row yet: those that have something, and those that are asked about. */
const groups = (projects: readonly string[]): RawBuilder<unknown> => sql`(
  select md5(${defaultGroupWords} || project_id)::uuid as id, project_id, 'default'::text as name, ${description}::text as description,
    '{}'::text[] as tags, 1 as revision_number, timestamptz '2026-11-22 00:00:00Z' as created_at,
    timestamptz '2026-11-22 00:00:00Z' as updated_at, true as stateful, false as shared
  from (
    select project_id from network.network union select project_id from network.subnet
    union select project_id from network.port union select unnest(${[...projects]}::text[])
  ) projects)`

/** The groups of all projects, be it that one of `projects` has nothing else. */
export const securityGroupListing = (projects: readonly string[]): Listing<SecurityGroupRow> => ({
  columns: sql`${standardColumns('g')}, g.stateful, g.shared`,
  from: sql`${groups(projects)} g`,
  id: sql`g.id`,
  visibleTo: (projectId) => sql`g.project_id = ${projectId}`,
  attributes: {
    ...standardAttributes('g'),
    ...constants,
    name: constantText('default'),
    description: constantText(description),
    stateful: { ...booleanColumn('g.stateful'), isConstant: true },
    shared: { ...booleanColumn('g.shared'), isConstant: true },
  },
  filters: tagFilters('g'),
})

/** The rules of all groups. */
export const securityGroupRuleListing = (projects: readonly string[]): Listing<SecurityGroupRuleRow> => {
  const { name: _name, ...standard } = standardAttributes('r')
  return {
    columns: sql`r.id, r.project_id, r.description, r.tags, r.revision_number, r.created_at, r.updated_at, r.security_group_id, r.direction`,
    from: sql`(
      select md5(direction || ' ' || g.id)::uuid as id, g.project_id, ''::text as description, g.tags, g.revision_number, g.created_at,
        g.updated_at, g.id as security_group_id, direction
      from ${groups(projects)} g, unnest(array['egress', 'ingress']) direction) r`,
    id: sql`r.id`,
    visibleTo: (projectId) => sql`r.project_id = ${projectId}`,
    attributes: {
      ...standard,
      ...constants,
      description: constantText(''),
      security_group_id: uuidColumn('r.security_group_id'),
      direction: textColumn('r.direction'),
      ethertype: constantText('IPv4'),
      protocol: constantText(''),
      remote_ip_prefix: constantText(''),
      remote_group_id: constantText(''),
      remote_address_group_id: constantText(''),
      port_range_min: constantText(''),
      port_range_max: constantText(''),
      belongs_to_default_sg: { kind: 'boolean', is: sql`true`, isConstant: true },
    },
    filters: tagFilters('r'),
  }
}

/** What is the same in each of them. */
const constants = {
  revision_number: { kind: 'integer', is: sql`1`, isConstant: true },
  created_at: constantText('2026-11-22T00:00:00Z'),
  updated_at: constantText('2026-11-22T00:00:00Z'),
} as const satisfies Record<string, Attribute>
