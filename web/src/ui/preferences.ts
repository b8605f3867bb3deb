import { useSyncExternalStore } from 'react'

/** How high the rows of tables are. */
export type Density = 'compact' | 'regular' | 'comfortable'

/** How a person wants the dashboard to look. It is kept in the browser. */
export interface Preferences {
  /** Null: that of the browser. */
  timeZone: string | null
  density: Density
  /** The navigation shows its icons alone. */
  isNavNarrow: boolean
}

const key = 'kilonova.preferences'
const standard: Preferences = { timeZone: null, density: 'regular', isNavNarrow: false }
const densities: readonly unknown[] = ['compact', 'regular', 'comfortable'] satisfies Density[]

/** What is stored, as far as it makes sense: another version of the dashboard, or a person, may have written it. */
export function readPreferences(stored: string | null): Preferences {
  const { timeZone, density, isNavNarrow } = parsed(stored)
  return {
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : standard.timeZone,
    density: densities.includes(density) ? (density as Density) : standard.density,
    isNavNarrow: isNavNarrow === true,
  }
}

function parsed(stored: string | null): Partial<Record<keyof Preferences, unknown>> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** Whether the browser knows this time zone: "Europe/Berlin". */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

let text: string | null = null
let current = standard

/** What the person has chosen; the same object until that changes. */
export function preferences(): Preferences {
  const stored = globalThis.localStorage?.getItem(key) ?? null
  if (stored !== text) {
    text = stored
    current = readPreferences(stored)
  }
  return current
}

const listeners = new Set<() => void>()

/** Keeps a choice in this browser. Everything that shows it follows, in other tabs as well. */
export function savePreferences(change: Partial<Preferences>): void {
  localStorage.setItem(key, JSON.stringify({ ...preferences(), ...change }))
  announce()
}

function announce() {
  document.documentElement.dataset['density'] = preferences().density
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  if (listeners.size === 0) addEventListener('storage', announce)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('storage', announce)
  }
}

/** What the person has chosen; the component follows when that changes. */
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences)

/** The time zone that times are shown in. */
export const timeZone = (): string => preferences().timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
