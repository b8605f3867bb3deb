import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'

/** Tells those who do not see the screen that another page is there, and puts the focus on its heading. */
export function RouteAnnouncer() {
  const { pathname } = useLocation()
  const [said, setSaid] = useState('')
  const before = useRef(pathname)
  useEffect(() => {
    if (samePage(before.current, pathname)) return undefined
    before.current = pathname
    return whenHeadingChanges((heading) => {
      setSaid(document.title)
      if (!isTypingInPage()) heading.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    })
  }, [pathname])
  return <output className="visually-hidden">{said}</output>
}

// Somebody who already types in the new page keeps the focus there; the palette's field is not in it.
const isTypingInPage = () => document.activeElement?.matches('#content :is(input, textarea)') ?? false

/** The tabs of one server are one page. */
export const samePage = (a: string, b: string): boolean => sectionOf(a) === sectionOf(b)

const sectionOf = (pathname: string) => pathname.split('/').slice(0, 3).join('/')

/** Calls back once the next page's heading stands; its chunk and its data may still be on their way. */
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
