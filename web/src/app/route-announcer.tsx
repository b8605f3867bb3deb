import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { isAnotherPage } from './is-another-page.ts'

/** Announces a new page to screen readers and moves the focus to its heading. */
export function RouteAnnouncer() {
  const { pathname } = useLocation()
  const [announced, setAnnounced] = useState('')
  const before = useRef(pathname)
  useEffect(() => {
    const from = before.current
    before.current = pathname
    if (!isAnotherPage(from, pathname)) return undefined
    return whenHeadingChanges((heading) => {
      setAnnounced(document.title)
      if (!isTypingInPage()) heading.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    })
  }, [pathname])
  return <output className="visually-hidden">{announced}</output>
}

// Whoever is already typing in the new page keeps the focus there; the palette's field is outside it.
const isTypingInPage = () => document.activeElement?.matches('#content :is(input, textarea)') ?? false

/** Calls back once the next page's heading is there; its chunk and its data may still be loading. */
function whenHeadingChanges(then: (heading: HTMLElement) => void): () => void {
  const main = document.getElementById('content')
  if (!main) return () => undefined
  const look = () => {
    const heading = main.querySelector<HTMLElement>('h1')
    if (!heading) return
    observer.disconnect()
    then(heading)
  }
  const observer = new MutationObserver(look)
  observer.observe(main, { childList: true, subtree: true })
  const first = setTimeout(look)
  return () => {
    observer.disconnect()
    clearTimeout(first)
  }
}
