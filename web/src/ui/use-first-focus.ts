import { useEffect, useRef, type RefObject } from 'react'

/** Focuses a page's first field when the page opens: for pages that consist of a form. */
export function useFirstFocus(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}
