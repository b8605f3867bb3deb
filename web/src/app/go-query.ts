import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call, personBff, type Found } from '#shared/bff'
import { imageStatusLook } from '#shared/image-status'
import { adminPaths, pathsIn, paths } from '#shared/paths'
import { statusLook } from '#shared/server-status'
import { t } from '#ui/i18n'

interface Looked {
  /** The project that is looked through first. */
  project?: string | undefined
  /** Nowhere else is looked. */
  only?: boolean
}

/** What is found by an id, a name or an address in the person's projects. */
export const goQuery = (q: string, { project, only = false }: Looked = {}) =>
  queryOptions({
    queryKey: ['go', q, project, only],
    queryFn: ({ signal }) =>
      call(
        personBff.go.$get(
          { query: { q, ...(project ? { project } : {}), ...(only ? { only: '1' } : {}) } },
          { init: { signal } },
        ),
      ),
    placeholderData: keepPreviousData,
    // Asked for anew each time that something is looked for.
    meta: { staleAfter: [] },
  })

/** The page of what was found, in the project that `slug` stands for. */
export function pathTo({ kind, id }: Found, slug: string): string {
  if (kind === 'host') return adminPaths.host(id)
  const of = pathsIn(paths.project(slug))
  if (kind === 'server') return of.server(id)
  if (kind === 'image') return of.image(id)
  if (kind === 'network') return of.network(id)
  if (kind === 'port') return `${of.networks()}?tab=ports&q=${encodeURIComponent(id)}`
  if (kind === 'key-pair') return of.keyPair(id)
  return of.serverGroup(id)
}

/** What kinds of things are called. */
const kindNames: Record<Found['kind'], string> = {
  server: t('Server'),
  image: t('Image'),
  'server-group': t('Server group'),
  'key-pair': t('Key pair'),
  network: t('Network'),
  port: t('Port'),
  host: t('Host'),
}

const statusWords: Partial<Record<Found['kind'], (status: string) => string>> = {
  server: (status) => statusLook(status).word,
  image: (status) => imageStatusLook(status).word,
}

/** What tells something found from others of its name: what it is, its status, its addresses, its project. */
export function tellApart({ kind, status, addresses }: Found, project: string | undefined): string {
  const state = status === null ? undefined : statusWords[kind]?.(status)
  return [kindNames[kind], state, ...addresses, project].filter(Boolean).join(' · ')
}
