import { useLocalStorage } from '@mantine/hooks'
import type { Scaling } from './connect-screen.ts'
import { isLayoutId, likelyLayout, type LayoutId } from './keyboard-layouts.ts'

/** How a person uses consoles. It is kept in the browser. */
export interface ConsoleChoices {
  /** The layout of the guests' keyboards. */
  layout: LayoutId
  scaling: Scaling
}

/** What is stored, as far as it makes sense: another version of the dashboard, or a person, may have written it. */
export function readChoices(stored: string | undefined, languages: readonly string[]): ConsoleChoices {
  const { layout, scaling } = parsed(stored)
  return {
    layout: isLayoutId(layout) ? layout : likelyLayout(languages),
    scaling: scaling === 'actual' ? 'actual' : 'fit',
  }
}

function parsed(stored: string | undefined): Partial<Record<keyof ConsoleChoices, unknown>> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** How this person uses consoles, and what changes that for good. */
export function useConsoleChoices(): [ConsoleChoices, (change: Partial<ConsoleChoices>) => void] {
  const [choices, setChoices] = useLocalStorage<ConsoleChoices>({
    key: 'kilonova.console',
    defaultValue: readChoices(undefined, navigator.languages),
    getInitialValueInEffect: false,
    deserialize: (stored) => readChoices(stored, navigator.languages),
  })
  return [choices, (change) => setChoices((before) => ({ ...before, ...change }))]
}
