import type { RowSelectionState, Updater } from '@tanstack/react-table'
import { useState } from 'react'
import type { Selected } from './descriptor.ts'

/** What is selected in a list. */
export interface Selection<Row> {
  /** By key; across all pages that have been looked at. */
  keys: RowSelectionState
  change: (updater: Updater<RowSelectionState>) => void
  /** All rows that match the query, also those on pages that nobody has looked at. */
  isAll: boolean
  selectAll: () => void
  clear: () => void
  count: number
  selected: Selected<Row>
}

const none: RowSelectionState = {}

interface Listed<Row> {
  /** Which page this is; undefined while an older one is shown in its place. */
  place: string | undefined
  rows: readonly Row[]
  total: number | null
  q: string
  rowKey: (row: Row) => string
}

/**
 * The selection of a list. It stays while one pages and sorts; another query ends it: nothing is acted on that one does not see or
 * has not asked for.
 */
export function useSelection<Row>({ place, rows, total, q, rowKey }: Listed<Row>): Selection<Row> {
  const nothing = { q, keys: none, isAll: false, seen: new Map<string, Row>() }
  const [state, setState] = useState(nothing)
  const { keys, isAll, seen } = state.q === q ? state : nothing
  const shown = new Map(rows.map((row) => [rowKey(row), row]))
  const ids = Object.keys(keys)
  const [before, setBefore] = useState({ place, rows, total })
  if (place !== undefined && (before.place !== place || before.rows !== rows || before.total !== total)) {
    setBefore({ place, rows, total })
    // What went while the list or its page became shorter was deleted; what made room for others is on the next page.
    const isSame = before.place === place
    const isShorter =
      rows.length < before.rows.length || (total !== null && before.total !== null && total < before.total)
    const gone = isSame && isShorter ? before.rows.map(rowKey).filter((id) => keys[id] && !shown.has(id)) : []
    if (gone.length > 0)
      setState({
        q,
        isAll,
        seen,
        keys: Object.fromEntries(ids.filter((id) => !gone.includes(id)).map((id) => [id, true])),
      })
  }
  return {
    keys,
    isAll,
    count: isAll ? (total ?? 0) : ids.length,
    selected: isAll
      ? { all: true, q, total: total ?? 0 }
      : // Rows of other pages are as they were when they were selected.
        { all: false, ids, rows: ids.flatMap((id) => shown.get(id) ?? seen.get(id) ?? []) },
    selectAll: () => setState({ q, keys, isAll: true, seen }),
    clear: () => setState(nothing),
    change: (updater) =>
      setState((before) => {
        const current = before.q === q ? before : nothing
        // Whoever takes one row out of "all that match" goes on with the page that is shown.
        const from = current.isAll
          ? Object.fromEntries([...shown.keys()].map((id) => [id, true as const]))
          : current.keys
        const next = typeof updater === 'function' ? updater(from) : updater
        return { q, keys: next, isAll: false, seen: new Map([...current.seen, ...shown].filter(([id]) => next[id])) }
      }),
  }
}
