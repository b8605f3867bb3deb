import type { QueryClient, QueryKey, QueryMeta } from '@tanstack/react-query'

/** What the cloud announces changes of: the topics of compute-core's `platform.event`. */
export type Topic =
  | 'server'
  | 'action'
  | 'bulk-run'
  | 'port'
  | 'image'
  | 'key-pair'
  | 'server-group'
  | 'server-template'
  | 'flavor'
  | 'network'
  | 'project'
  | 'host'
  | 'aggregate'

/** A thing that changed; without an id, any of its kind. */
export interface Change {
  topic: Topic
  id?: string
  /** Whose it is; null or absent where it is of no project in particular. */
  projectId?: string | null
  change?: 'created' | 'updated' | 'deleted'
  /** What lists show of it now, in the words of its API. */
  patch?: Readonly<Record<string, unknown>>
  /** What of this the pages of administrators show otherwise. */
  adminPatch?: Readonly<Record<string, unknown>>
  /** Only the pages of administrators show it: an administrator's tab beside this one is why it is heard here. */
  isForAdmins?: boolean
}

/** The answer of a query with a change in it; the very same object where it does not show what changed. */
export type Patcher = (data: unknown, change: Change) => unknown

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** The changes after which a query has to be fetched again. */
      staleAfter: readonly Change[]
      /** Puts a change into what is on the screen, before it is fetched again. */
      patch?: Patcher
    }
  }
}

/** Whether a query with this meta is stale after `change`. */
export const isStaleAfter = (change: Change, meta: QueryMeta | undefined): boolean =>
  meta?.staleAfter.some(
    ({ topic, id }) => topic === change.topic && (id === undefined || change.id === undefined || id === change.id),
  ) ?? false

/** Whether a query with this key may show `change`: one of another project does not; those of administrators do, and those of the person what is told to them. */
export const isInScope = ({ projectId, isForAdmins }: Change, [scope]: QueryKey): boolean =>
  scope === 'admin' ||
  (!isForAdmins && (!projectId || typeof scope !== 'string' || !scope.startsWith('p/') || scope === `p/${projectId}`))

/** `change` as it is shown by a query with this key: pages of a project and of administrators hear of it on one line, and show it otherwise. */
export const asShownIn = (change: Change, [scope]: QueryKey): Change =>
  scope === 'admin' && change.adminPatch ? { ...change, patch: { ...change.patch, ...change.adminPatch } } : change

/** Fetches again what these changes made stale: what is on the screen now, the rest once it is shown. */
export const refetchAfter = (queryClient: QueryClient, ...changes: Change[]): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: ({ meta, queryKey }) =>
      changes.some((change) => isStaleAfter(change, meta) && isInScope(change, queryKey)),
  })

/** A patcher for answers that list things of `topic` under the name `list`; `fields` makes a row's fields of what an event says. */
export const patchRows =
  (topic: Topic, list: string, fields: (patch: NonNullable<Change['patch']>) => object): Patcher =>
  (data, change) => {
    const rows = (data as Record<string, readonly { id: string }[] | undefined>)[list]
    const index = change.topic === topic ? (rows?.findIndex(({ id }) => id === change.id) ?? -1) : -1
    if (!rows || index < 0) return data
    if (change.change === 'deleted') return { ...(data as object), [list]: rows.toSpliced(index, 1) }
    const row = patched(rows[index]!, change.patch && fields(change.patch))
    return row === rows[index] ? data : { ...(data as object), [list]: rows.with(index, row) }
  }

/** `thing` with these fields; the very same object where that is what it has. Fields that it does not have stay away. */
export function patched<Thing extends object>(thing: Thing, fields: object = {}): Thing {
  const news = Object.entries(fields).filter(
    ([name, value]) => name in thing && JSON.stringify(thing[name as keyof Thing]) !== JSON.stringify(value),
  )
  return news.length === 0 ? thing : { ...thing, ...Object.fromEntries(news) }
}
