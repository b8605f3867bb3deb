import { useCallback, useSyncExternalStore } from 'react'

/** A list as somebody wants to see it again: the search part of its address under a name. */
export interface SavedView {
  name: string
  search: string
}

const watchers = new Set<() => void>()
const nothing: readonly SavedView[] = []
const read = new Map<string, { text: string; views: readonly SavedView[] }>()

/** What `text` from the storage says; anything else than views, as somebody may have changed it, is none. */
export function parseViews(text: string | null): readonly SavedView[] {
  try {
    const views: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(views) ? views.filter(isView) : nothing
  } catch {
    return nothing
  }
}

const isView = (view: unknown): view is SavedView =>
  typeof view === 'object' &&
  view !== null &&
  'name' in view &&
  'search' in view &&
  typeof view.name === 'string' &&
  typeof view.search === 'string'

/** `views` with this one, in the place of another of its name; by name. */
export const withView = (views: readonly SavedView[], view: SavedView): SavedView[] =>
  [...views.filter(({ name }) => name !== view.name), view].toSorted((a, b) => a.name.localeCompare(b.name))

// The same text gives the same array: a store that answers with another one each time would be drawn for ever.
function viewsAt(key: string): readonly SavedView[] {
  const text = localStorage.getItem(key) ?? '[]'
  const known = read.get(key)
  if (known?.text === text) return known.views
  const views = parseViews(text)
  read.set(key, { text, views })
  return views
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  window.addEventListener('storage', watcher)
  return () => {
    watchers.delete(watcher)
    window.removeEventListener('storage', watcher)
  }
}

/** The views that this person has saved of a list in this browser, and how they are changed. */
export function useSavedViews(person: string, list: string) {
  const key = `kilonova.views.${person}.${list}`
  const views = useSyncExternalStore(watch, () => viewsAt(key))
  const write = useCallback(
    (next: readonly SavedView[]) => {
      localStorage.setItem(key, JSON.stringify(next))
      for (const watcher of watchers) watcher()
    },
    [key],
  )
  return {
    views,
    save: (view: SavedView) => write(withView(viewsAt(key), view)),
    remove: (name: string) => write(viewsAt(key).filter((view) => view.name !== name)),
  }
}
