import type { Query, QueryClient } from '@tanstack/react-query'
import { asShownIn, type Change, isInScope, isStaleAfter } from '#shared/changes'
import { markChanged } from '#shared/recently-changed'

/** A query is read again at most once in this time, and less often while the changes go on. */
const everyMs = 2_000
const longestMs = 10_000
/** How many reads in a row come at the usual pace. */
const atUsualPace = 3
/** After so long without a change, the next one is the first of a row. */
const restMs = 3_000
/** While its answer is still to come, a query is not asked again; it is looked at this often. */
const pollMs = 250

/** Keeps the answers in the cache up to date with what the cloud announces. */
export interface LiveChanges {
  /** Puts the changes into what is on the screen, and has it read again soon where that does not say all. */
  apply(changes: readonly Change[]): void
  /** Something was missed: everything may be out of date. */
  everything(): void
  /** Tries again what has failed. */
  failed(): void
  /** The line is otherwise than before: has each query poll, or no more, as it does then. */
  lineChanged(): void
  close(): void
}

/** What the page is looked at through. */
export interface Sight {
  isHidden(): boolean
  /** Calls `listener` when the page becomes visible. Returns the way to stop. */
  onShown(listener: () => void): () => void
}

const thisPage: Sight = {
  isHidden: () => document.visibilityState === 'hidden',
  onShown(listener) {
    const look = () => document.visibilityState !== 'hidden' && listener()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  },
}

interface Pace {
  timer?: ReturnType<typeof setTimeout> | undefined
  dueMs: number
  lastMs: number
  /** Whether it would have been read, had the page been seen. */
  isOwed: boolean
  /** How many reads the changes that came without a rest have had. */
  inRow: number
  changedMs: number
}

/**
 * Applies changes to the queries of `queryClient`. Rows are patched at once. What is stale is read again at most once in two seconds, at
 * the end of that time, and only while the page can be seen; a page that was hidden reads as soon as it is shown.
 */
export function liveChanges(queryClient: QueryClient, sight: Sight = thisPage): LiveChanges {
  const paces = new Map<string, Pace>()
  const cache = queryClient.getQueryCache()

  /** Whether the change was put into the query's answer. */
  function patch(query: Query, change: Change): boolean {
    const { data, dataUpdatedAt } = query.state
    if (data === undefined || !query.meta?.patch) return false
    const next = query.meta.patch(data, asShownIn(change, query.queryKey))
    if (next === data) return false
    // It was not read: how old the rest of it is stays known.
    queryClient.setQueryData(query.queryKey, next, { updatedAt: dataUpdatedAt })
    return true
  }

  function schedule(query: Query, isUrgent: boolean) {
    const pace = paces.get(query.queryHash) ?? { dueMs: 0, lastMs: 0, isOwed: false, inRow: 0, changedMs: 0 }
    paces.set(query.queryHash, pace)
    const nowMs = Date.now()
    if (nowMs - pace.changedMs > restMs) pace.inRow = 0
    pace.changedMs = nowMs
    const last = Math.max(pace.lastMs, query.state.dataUpdatedAt)
    const waitMs = Math.min(longestMs, everyMs * 1.5 ** Math.max(0, pace.inRow - atUsualPace))
    const dueMs = Math.max(last + waitMs, isUrgent ? nowMs : nowMs + everyMs)
    if (pace.timer !== undefined && pace.dueMs <= dueMs) return
    clearTimeout(pace.timer)
    pace.dueMs = dueMs
    pace.timer = setTimeout(() => read(query, pace), dueMs - nowMs)
  }

  function read(query: Query, pace: Pace) {
    pace.timer = undefined
    pace.isOwed = sight.isHidden()
    if (pace.isOwed || !query.isActive()) return
    if (query.state.fetchStatus !== 'idle') {
      pace.timer = setTimeout(() => read(query, pace), pollMs)
      return
    }
    pace.inRow++
    pace.lastMs = Date.now()
    void query.fetch().catch(() => undefined) // what failed is shown where it is used
  }

  function outdated(query: Query, isUrgent: boolean) {
    query.invalidate()
    if (query.isActive()) schedule(query, isUrgent)
  }

  const stopLooking = sight.onShown(() => {
    for (const query of cache.getAll())
      if (paces.get(query.queryHash)?.isOwed && query.isActive()) schedule(query, true)
  })

  return {
    apply(changes) {
      for (const query of cache.getAll()) {
        const own = changes.filter((change) => isStaleAfter(change, query.meta) && isInScope(change, query.queryKey))
        const patches = own.filter((change) => patch(query, change))
        for (const { id, change } of patches) if (change === 'updated') markChanged(id!)
        // A row that is there and was patched can wait; what came or went, or is only known to have changed, cannot.
        if (own.length > 0)
          outdated(
            query,
            own.some((change) => !patches.includes(change) && !isKnown(query, change)),
          )
      }
      for (const { id, change } of changes) if (id && change === 'created') markChanged(id, true)
    },
    everything() {
      for (const query of cache.getAll()) if (query.meta) outdated(query, true)
    },
    failed() {
      for (const query of cache.getAll()) if (query.state.status === 'error' && query.isActive()) outdated(query, true)
    },
    lineChanged() {
      // An observer asks its query how often to poll only when something about it is new.
      for (const query of cache.getAll()) for (const observer of query.observers) observer.setOptions(observer.options)
    },
    close() {
      stopLooking()
      for (const { timer } of paces.values()) clearTimeout(timer)
    },
  }
}

/** Whether a query that patches has nothing to add of `change`: an update of something that it does not show, or that it shows already. */
const isKnown = (query: Query, { change, patch }: Change): boolean =>
  query.meta?.patch !== undefined && change === 'updated' && patch !== undefined
