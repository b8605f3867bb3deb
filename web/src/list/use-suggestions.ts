import { useEffect, useRef, useState } from 'react'
import { t } from '#ui/i18n'
import { afterKey, keysFor, valuesFor, valuesOf, type Completing } from './complete-query.ts'
import type { QueryKeyWords, Suggest } from './descriptor.ts'

interface Suggestion {
  /** What takes the place of what was typed. */
  text: string
  hint?: string
}

/** What the query bar of a list can complete. */
export interface Completions {
  keys: QueryKeyWords
  suggest: Readonly<Record<string, Suggest>>
  isAdmin: boolean
}

const most = 12

/** What can be chosen where the caret stands; values that have to be asked for come a moment later. */
export function useSuggestions(
  at: Completing | undefined,
  { keys, suggest, isAdmin }: Completions,
): readonly Suggestion[] {
  const key = at?.is === 'value' ? at.key : undefined
  const asked = useAsked(key, key === undefined ? undefined : suggest[key], at?.typed ?? '')
  if (!at || (at.isNext && at.typed === '')) return []
  if (at.is === 'key')
    return keysFor(at.typed, keys, isAdmin).map((name) => ({
      text: `${name}${afterKey(keys[name])}`,
      hint: t(keys[name]!.summary),
    }))
  const known = valuesOf(key !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined)
  return valuesFor(at.typed, known.length > 0 ? known : asked)
    .filter((value) => value !== at.typed)
    .slice(0, most)
    .map((text) => ({ text }))
}

const nothing: readonly string[] = []

function useAsked(key: string | undefined, suggest: Suggest | undefined, typed: string): readonly string[] {
  const [answer, setAnswer] = useState<{ key: string | undefined; values: readonly string[] }>({
    key: undefined,
    values: nothing,
  })
  const isAsked = suggest !== undefined
  const newest = useRef(suggest)
  useEffect(() => {
    newest.current = suggest
  })
  useEffect(() => {
    if (!isAsked) return undefined
    const abort = new AbortController()
    const timer = setTimeout(() => {
      // A suggestion is a help: without one the query works just as well.
      newest.current?.(typed, abort.signal).then(
        (values) => setAnswer({ key, values }),
        () => undefined,
      )
    }, 150)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [key, isAsked, typed])
  return answer.key === key ? answer.values : nothing
}
