import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call, personBff, type Found } from '#shared/bff'
import { imageStatusLook } from '#shared/image-status'
import { adminPaths, pathsIn, paths } from '#shared/paths'
import { statusLook } from '#shared/server-status'
import { thingPages } from '#shared/thing-pages'
import { t } from '#ui/i18n'

interface Looked {
  /** The project that is looked through first. */
  project?: string | undefined
  /** Nowhere else is looked. */
  only?: boolean
  /** The whole cloud is looked through, and everything has its page among the administrator's. */
  admin?: boolean
}

/** What is found by an id, a name or an address in the person's projects. */
export const goQuery = (q: string, { project, only = false, admin = false }: Looked = {}) =>
  queryOptions({
    queryKey: ['go', q, project, only, admin],
    queryFn: ({ signal }) =>
      call(
        personBff.go.$get(
          {
            query: {
              q,
              ...(project ? { project } : {}),
              ...(only ? { only: '1' } : {}),
              ...(admin ? { admin: '1' } : {}),
            },
          },
          { init: { signal } },
        ),
      ),
    placeholderData: keepPreviousData,
    // Asked for anew each time that something is looked for.
    meta: { staleAfter: [] },
  })

/** The page of what was found: in the project that `slug` stands for, or among the administrator's. */
export function pathTo({ kind, id, projectId }: Found, slug: string): string {
  const isOfCloud = projectId === ''
  const of = pathsIn(isOfCloud ? paths.admin() : paths.project(slug))
  if (kind !== 'key-pair') return thingPages(of)[kind](id)
  if (!isOfCloud) return of.keyPair(id)
  const [userId = '', ...name] = id.split('/')
  return adminPaths.userKeyPair(userId, name.join('/'))
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
  project: t('Project'),
  user: t('User'),
  group: t('Group'),
  role: t('Role'),
  flavor: t('Flavor'),
  aggregate: t('Host aggregate'),
}

const statusWords: Partial<Record<Found['kind'], (status: string) => string>> = {
  server: (status) => statusLook(status).word,
  image: (status) => imageStatusLook(status).word,
}

/** What tells something found from others of its name: what it is, its status, its addresses, its project. */
export function tellApart({ kind, status, addresses, ofProject }: Found, project: string | undefined): string {
  const state = status === null ? undefined : statusWords[kind]?.(status)
  return [kindNames[kind], state, ...addresses, project ?? ofProject].filter(Boolean).join(' · ')
}
