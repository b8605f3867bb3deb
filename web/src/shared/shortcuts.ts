import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something that a key does. */
export interface Shortcut {
  /** What `KeyboardEvent.key` says: 'j', '?', 'X' with shift. */
  key: string
  label: string
  /** Does it; false where the key means nothing now, so that it keeps the browser's own meaning. */
  run: (event: KeyboardEvent) => boolean | void
}

/** Shortcuts that belong together, under a heading in the help. */
export interface ShortcutGroup {
  title: string
  shortcuts: readonly Shortcut[]
}

const storageKey = 'kilonova.shortcuts'
const groups = new Map<object, ShortcutGroup>()
const watchers = new Set<() => void>()
let shown: readonly ShortcutGroup[] = []

function changed() {
  shown = [...groups.values()]
  for (const watcher of watchers) watcher()
}

/** Whether keys of one letter do something: who speaks to the computer, or types beside it, can switch them off. */
export const areShortcutsOn = (): boolean => localStorage.getItem(storageKey) !== 'off'

/** Switches keys of one letter on or off for this browser. */
export const switchShortcuts = (isOn: boolean): void =>
  isOn ? localStorage.removeItem(storageKey) : localStorage.setItem(storageKey, 'off')

interface Pressed {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  defaultPrevented: boolean
  isComposing: boolean
  target: EventTarget | null
}

/** Whether somebody who presses this key means a shortcut, and not a text, a menu, a dialog or the browser. */
export function isMeant(event: Pressed): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return false
  const target = event.target as { closest?: (selector: string) => unknown } | null
  return !target?.closest?.(
    'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"]',
  )
}

/** The shortcut that a key stands for, the newest group first: what is on top of the page answers before what is below. */
export const shortcutOf = (key: string, of: readonly ShortcutGroup[]): Shortcut | undefined =>
  of
    .toReversed()
    .flatMap(({ shortcuts }) => shortcuts)
    .find((shortcut) => shortcut.key === key)

function onKeyDown(event: KeyboardEvent) {
  if (!isMeant(event) || (event.key.length === 1 && !areShortcutsOn())) return
  const shortcut = shortcutOf(event.key, shown)
  if (shortcut && shortcut.run(event) !== false) event.preventDefault()
}

/** Makes keys do something while the component is shown, and lists them in the help that `?` opens. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const newest = useRef(shortcuts)
  useEffect(() => {
    newest.current = shortcuts
  })
  const keys = shortcuts.map(({ key }) => key).join(' ')
  useEffect(() => {
    if (keys === '') return undefined
    const id = {}
    if (groups.size === 0) window.addEventListener('keydown', onKeyDown)
    groups.set(id, {
      title,
      shortcuts: newest.current.map((shortcut, index) => ({
        ...shortcut,
        run: (event) => newest.current[index]?.run(event),
      })),
    })
    changed()
    return () => {
      groups.delete(id)
      if (groups.size === 0) window.removeEventListener('keydown', onKeyDown)
      changed()
    }
  }, [title, keys])
}

/** All shortcuts of what is shown now, in groups. */
export const useShortcutGroups = (): readonly ShortcutGroup[] =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => shown,
  )
