import type { ProjectView } from '@kilonova/compute-core/services/identity/api/view-project'
import { quoted } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { apiPage } from '#list/api-page'
import { listQuery, type ListRequest } from '#list/descriptor'
import { accountNames } from '#shared/account-names'
import { api, type Service } from '#shared/api'
import { missingAs, type Bff } from '#shared/bff'
import { t } from '#ui/i18n'
import { domainNamesQuery } from './names-query.ts'

/** A project as the list shows it: with the names of where it is. */
export interface ProjectRow extends ProjectView {
  domain: string
  /** The project that it is below; null for one that is below its domain alone. */
  parent: { id: string; name: string } | null
}

const list = {
  service: 'identity',
  path: '/projects',
  rows: 'projects',
  marker: ({ id }: ProjectView) => id,
} as const

/** A page of the projects of the cloud. */
export const projectsQuery = (bff: Bff, request: ListRequest) =>
  listQuery<ProjectRow>({
    queryKey: [bff.scope, 'projects', request],
    queryFn: async ({ signal, client }) => {
      const [page, domains] = await Promise.all([
        apiPage<ProjectView>(bff, list, request, signal),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      const parents = await accountNames(bff, 'projects', page.rows.flatMap(parentIdsOf), signal)
      return { ...page, rows: page.rows.map((project) => placed(project, domains, parents)) }
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** One project. */
export const projectQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'project', id],
    queryFn: async ({ signal, client }): Promise<ProjectRow> => {
      const message = t('There is no project with the ID “{{id}}”. It may have been deleted.', { id })
      const [{ project }, domains] = await Promise.all([
        api(bff).read<{ project: ProjectView }>('identity', projectAddress(id), { signal }).catch(missingAs(message)),
        client.fetchQuery({ ...domainNamesQuery(bff), staleTime: 30_000 }),
      ])
      return placed(project, domains, await accountNames(bff, 'projects', parentIdsOf(project), signal))
    },
    meta: { staleAfter: [{ topic: 'project' }] },
  })

/** The address of a project in identity. */
export const projectAddress = (id: string): string => `/projects/${encodeURIComponent(id)}`

const parentIdsOf = ({ domain_id: domainId, parent_id: parentId }: ProjectView) =>
  parentId === null || parentId === domainId ? [] : [parentId]

function placed(
  project: ProjectView,
  domains: ReadonlyMap<string, string>,
  parents: ReadonlyMap<string, string>,
): ProjectRow {
  const domainId = project.domain_id ?? ''
  const [parentId] = parentIdsOf(project)
  return {
    ...project,
    domain: domains.get(domainId) ?? domainId,
    parent: parentId === undefined ? null : { id: parentId, name: parents.get(parentId) ?? parentId },
  }
}

/** How much there is in a project. */
export interface ProjectContents {
  servers: number
  images: number
  networks: number
  ports: number
  /** Projects below it. */
  below: number
}

const places: Readonly<Record<keyof ProjectContents, readonly [Service, (id: string) => string]>> = {
  servers: ['compute', (id) => `/servers?all_tenants=true&kilonova:q=${encodeURIComponent(`project:${quoted(id)}`)}`],
  images: ['image', (id) => `/images?kilonova:q=${encodeURIComponent(`owner:${quoted(id)}`)}`],
  networks: ['network', (id) => `/networks?project_id=${encodeURIComponent(id)}`],
  ports: ['network', (id) => `/ports?project_id=${encodeURIComponent(id)}`],
  below: ['identity', (id) => `/projects?parent_id=${encodeURIComponent(id)}`],
}

/** How much there is in a project: what its deletion leaves behind. */
export const projectContentsQuery = (bff: Bff, id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'project contents', id],
    queryFn: async ({ signal }): Promise<ProjectContents> => {
      const counts = await Promise.all(
        Object.entries(places).map(async ([what, [service, pathOf]]) => {
          const path = `${pathOf(id)}&kilonova:count=true&limit=1`
          const { total } = await api(bff).list<unknown>(service, path, { signal })
          return [what, total ?? 0] as const
        }),
      )
      return Object.fromEntries(counts) as unknown as ProjectContents
    },
    meta: {
      staleAfter: [
        { topic: 'project' },
        { topic: 'server' },
        { topic: 'image' },
        { topic: 'network' },
        { topic: 'port' },
      ],
    },
  })
