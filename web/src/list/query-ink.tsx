import { parseQuery } from '@kilonova/compute-core/platform/service/list-query/query-syntax'
import { useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * The colour of a query: it lies below the field and has the same text, so that terms with a key are marked without a field of our
 * own. It moves along where the text is longer than the field.
 */
export function QueryInk({ text, field }: { text: string; field: RefObject<HTMLInputElement | null> }) {
  const ink = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const input = field.current
    const follow = () => {
      if (ink.current && input) ink.current.scrollLeft = input.scrollLeft
    }
    follow()
    input?.addEventListener('scroll', follow)
    return () => input?.removeEventListener('scroll', follow)
  })
  return (
    <div ref={ink} className="query-ink" aria-hidden>
      {partsOf(text).map(({ from, part, term }) => (
        <span key={from} {...(term ? { 'data-term': term } : {})}>
          {part}
        </span>
      ))}
    </div>
  )
}

interface Part {
  from: number
  part: string
  term?: 'is' | 'not'
}

/** The whole text in parts, of which those are marked that are terms with a key. */
function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let at = 0
  const plain = (to: number) => to > at && parts.push({ from: at, part: text.slice(at, to) })
  for (const { from, to, key, isNegated } of parseQuery(text).terms) {
    if (key === undefined) continue
    plain(from)
    parts.push({ from, part: text.slice(from, to), term: isNegated ? 'not' : 'is' })
    at = to
  }
  plain(text.length)
  return parts
}
