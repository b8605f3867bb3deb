import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import type { ServerListQuery } from './server-queries.ts'

const sorts = ['display_name', 'created_at', 'vm_state'] as const

/** What the list is asked for, kept in the page's address, so that it can be sent to somebody and gone back to. */
export function useListQuery(): [ServerListQuery, (change: Partial<ServerListQuery>) => void] {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (next: Partial<ServerListQuery>) =>
      setParams((before) => changedParams(before, next), { replace: next.marker === undefined }),
    [setParams],
  )
  return [readListQuery(params), change]
}

/** The list's query in an address; what is not known there is left out. */
export function readListQuery(params: URLSearchParams): ServerListQuery {
  const search = params.get('search')
  const status = params.get('status')
  const marker = params.get('marker')
  return {
    sort: sorts.find((sort) => sort === params.get('sort')) ?? 'created_at',
    direction: params.get('direction') === 'asc' ? 'asc' : 'desc',
    ...(search ? { search } : {}),
    ...(status ? { status } : {}),
    ...(marker ? { marker } : {}),
  }
}

/** The address after `next`; whatever else changes, the first page comes again. */
export function changedParams(before: URLSearchParams, next: Partial<ServerListQuery>): URLSearchParams {
  const params = new URLSearchParams(before)
  params.delete('marker')
  for (const [name, value] of Object.entries(next)) {
    if (value) params.set(name, value)
    else params.delete(name)
  }
  return params
}
