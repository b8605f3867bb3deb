import { queryBounds } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'
import { batched } from './batched.ts'
import type { Bff } from './bff.ts'

/** The names of things of identity by id; one that is not there has none. */
export async function accountNames(
  bff: Bff,
  things: 'projects' | 'users' | 'groups',
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)]
  const names = new Map<string, string>()
  for (let from = 0; from < wanted.length; from += queryBounds.values) {
    const some = wanted.slice(from, from + queryBounds.values)
    const query = new URLSearchParams({ 'kilonova:q': `id:${some.join(',')}`, limit: String(some.length) })
    const found = await api(bff).read<Record<string, { id: string; name: string }[]>>(
      'identity',
      `/${things}?${query}`,
      signal ? { signal } : {},
    )
    for (const { id, name } of found[things] ?? []) names.set(id, name)
  }
  return names
}

/** A row with the name of its project; null where nobody has asked for it, or the project is gone. */
export type InProject<Row> = Row & { projectName: string | null }

/** The rows with the name of the project of each on administrators' pages: a project's own show one project. */
export async function inProjects<Row>(
  bff: Bff,
  rows: readonly Row[],
  projectIdOf: (row: Row) => string,
  signal: AbortSignal,
): Promise<InProject<Row>[]> {
  // The wall between projects: only in the scope of administrators are others' names to be had.
  const names = bff.scope === 'admin' ? await accountNames(bff, 'projects', rows.map(projectIdOf), signal) : noNames
  return rows.map((row) => ({ ...row, projectName: names.get(projectIdOf(row)) ?? null }))
}

const noNames: ReadonlyMap<string, string> = new Map()

const readers = new Map<string, (id: string) => Promise<string | undefined>>()

/** A reader of names that asks for all that are wanted at nearly the same time in one request. */
function readerOf(bff: Bff, things: 'projects' | 'users') {
  const key = `${bff.scope} ${things}`
  const reader =
    readers.get(key) ??
    batched((ids) => accountNames(bff, things, ids), {
      most: queryBounds.values,
      waitMs: 10,
    })
  readers.set(key, reader)
  return reader
}

/** What one project or user is called, on administrators' pages; null where there is none. */
export const accountNameQuery = (bff: Bff, things: 'projects' | 'users', id: string) =>
  queryOptions({
    queryKey: [bff.scope, 'account name', things, id],
    queryFn: async () => (await readerOf(bff, things)(id)) ?? null,
    enabled: bff.scope === 'admin' && id !== '',
    meta: { staleAfter: [{ topic: 'project' }] },
  })
