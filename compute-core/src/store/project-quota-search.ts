import { sql } from 'kysely'
import {
  countedResources,
  limitedResources,
  type projectQuotaKeys,
  type projectQuotaSortKeys,
} from '#domain/quota/project-quota-keys'
import type { QuotaLimits } from '#domain/quota/quota'
import type { Db } from '#platform/db/database'
import { type ListAsked, type Listing, listPage, noMarker } from '#platform/db/listing'
import { beginningOf, searchConditions } from '#platform/db/search'
import type { ReadTerm } from '#platform/service/list-query/query-keys'
import { usageOfProjects } from './quota-store.ts'

/** A limit, and how much of it is used; -1 is no limit. */
interface LimitAndUse {
  limit: number
  used: number
  /** It is the project's own, not that of all projects. */
  is_own: boolean
}

type NetworkResource = (typeof limitedResources.network)[number]

/** How much a project may have beside how much it has. */
export interface ProjectQuota {
  id: string
  /** Null for a project that is gone and has left something behind. */
  name: string | null
  domain: string | null
  /** The part of the limit that it is nearest to, which is used; 0 where nothing is limited. */
  nearest: number
  isOwn: boolean
  compute: Readonly<Record<(typeof limitedResources.compute)[number], LimitAndUse>>
  network: Readonly<Record<NetworkResource, LimitAndUse>>
}

/** What the other services know of the projects. */
export interface QuotaSources {
  projects: readonly { id: string; name: string; domain: string }[]
  figures: readonly { projectId: string; resource: NetworkResource; used: number; ownLimit: number | null }[]
  defaults: { compute: QuotaLimits; network: Readonly<Record<NetworkResource, number>> }
  /** Only this project. */
  projectId?: string | undefined
}

/** What is said of a project's resources, read off the two other services' rows and compute's own in one statement. */
const listing = ({ projects, figures, defaults, projectId }: QuotaSources): Listing<ProjectQuota> => ({
  with: sql`with project as (
      select * from jsonb_to_recordset(${JSON.stringify(projects)}::jsonb) as p (id text, name text, domain text)
    ), resource as (
      select * from jsonb_to_recordset(${JSON.stringify(resourceRows(defaults))}::jsonb)
        as r (name text, service text, "limit" int, counted boolean)
    ), figure as (
      select project_id, resource, sum(used)::bigint as used, max(own) as own from (
        select * from jsonb_to_recordset(${JSON.stringify(figures)}::jsonb)
          as n ("projectId" text, resource text, used bigint, "ownLimit" int)
        union all
        select u.project_id, r.* , null from (${usageOfProjects(projectId)}) u
          cross join lateral (values ('instances', u.instances), ('cores', u.cores), ('ram', u.ram)) r (resource, used)
        union all select project_id, 'server_groups', count(*), null from compute.server_group group by project_id
        union all select scope, resource, 0, hard_limit from compute.quota_limit where user_id = ''
      ) f (project_id, resource, used, own)
      where ${projectId ?? null}::text is null or project_id = ${projectId ?? null}
      group by project_id, resource
    ), known as (
      select id from project union select project_id from figure where used > 0
    ), line as (
      select k.id, r.*, coalesce(f.used, 0) as used, f.own is not null as is_own, coalesce(f.own, r."limit") as most
      from known k cross join resource r left join figure f on f.project_id = k.id and f.resource = r.name
    ), quota as materialized (
      select l.id, p.name, p.domain, bool_or(l.is_own) as is_own,
        max(${share}) filter (where l.counted) as nearest,
        jsonb_object_agg(l.name, ${share}) as share, jsonb_object_agg(l.name, l.used) as used,
        jsonb_object_agg(l.name, ${figureView}) filter (where l.service = 'compute') as compute,
        jsonb_object_agg(l.name, ${figureView}) filter (where l.service = 'network') as network
      from line l left join project p on p.id = l.id group by l.id, p.name, p.domain
    )`,
  columns: sql<ProjectQuota>`q.id, q.name, q.domain, q.nearest, q.is_own as "isOwn", q.compute, q.network`,
  from: sql`quota q`,
  isAt: (marker) => sql<boolean>`q.id = ${marker}`,
  tie: sql`q.id`,
  sort: {
    nearest: [sql`q.nearest`],
    name: [sql`coalesce(q.name, q.id)`],
    id: [],
    domain: [sql`coalesce(q.domain, '')`],
    own: [sql`q.is_own`],
    ...sharesOf(countedResources),
  } satisfies Record<(typeof projectQuotaSortKeys)[number], unknown>,
  noMarker,
})

/** How much of a limit is used; of a limit of nothing all is, as soon as there is anything. */
const share = sql`(case when l.most < 0 then 0 when l.most > 0 then l.used::float8 / l.most when l.used > 0 then 1 else 0 end)`

const figureView = sql`jsonb_build_object('limit', l.most, 'used', l.used, 'is_own', l.is_own)`

const resourceRows = (defaults: QuotaSources['defaults']) => [
  ...limitedResources.compute.map((name) => rowOf('compute', name, defaults.compute[name])),
  ...limitedResources.network.map((name) => rowOf('network', name, defaults.network[name])),
]

const rowOf = (service: string, name: string, limit: number) => ({
  name,
  service,
  limit,
  counted: countedResources.some((one) => one === name),
})

const sharesOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, [sql`(q.share ->> ${name}::text)::float8`]])) as Record<
    Name,
    [ReturnType<typeof sql>]
  >

const used = (name: (typeof countedResources)[number]) => sql`(q.used ->> ${name}::text)::numeric`

const conditionsOf = (terms: readonly ReadTerm[]) =>
  searchConditions<typeof projectQuotaKeys>(
    {
      keys: {
        name: sql`q.name`,
        id: sql`q.id`,
        domain: sql`q.domain`,
        nearest: sql`(q.nearest * 100)::numeric`,
        own: sql`q.is_own`,
        servers: used('instances'),
        vcpus: used('cores'),
        ram: used('ram'),
        groups: used('server_groups'),
        networks: used('network'),
        subnets: used('subnet'),
        ports: used('port'),
      },
      text: [sql`q.name`, beginningOf(sql`q.id`)],
    },
    terms,
  )

/** One page of the quotas of all projects: those that there are, and those that are gone and have left something behind. */
export const projectQuotaPage = (
  db: Db,
  sources: QuotaSources,
  { terms, ...page }: Omit<ListAsked, 'conditions' | 'within'> & { terms: readonly ReadTerm[] },
) => listPage(db, listing(sources), { ...page, conditions: conditionsOf(terms) })
