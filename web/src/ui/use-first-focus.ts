import { useEffect, useRef, type RefObject } from 'react'

/** Puts the focus into a page's first field as it arrives: for pages that are nothing but a form. */
export function useFirstFocus(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}
