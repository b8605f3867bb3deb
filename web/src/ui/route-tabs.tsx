import { useLayoutEffect, useRef } from 'react'
import { NavLink, useLocation } from 'react-router'

/** A part of a page that has an address of its own. */
export interface RouteTab {
  label: string
  to: string
}

/** The parts of a page as links, so that each can be opened in a tab of the browser, bookmarked and sent. */
export function RouteTabs({ label, tabs }: { label: string; tabs: readonly RouteTab[] }) {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // Where they do not all fit, as on a phone, the one that is open is among those in sight.
  const open = tabs.findLastIndex(({ to }) => pathname.startsWith(to))
  useLayoutEffect(() => bringToCenter(nav.current!, open), [open])
  return (
    <nav className="route-tabs" aria-label={label} ref={nav}>
      {tabs.map((tab, index) => (
        // The first is the address that the others begin with.
        <NavLink key={tab.to} to={tab.to} end={index === 0}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  )
}

/** Scrolls the tabs alone, never the page. */
function bringToCenter(nav: HTMLElement, index: number) {
  const tab = nav.children[index]?.getBoundingClientRect()
  if (!tab) return
  const { left, width } = nav.getBoundingClientRect()
  nav.scrollLeft += tab.left + tab.width / 2 - (left + width / 2)
}
