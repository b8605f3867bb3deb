import { NavLink } from 'react-router'

/** A part of a page that has an address of its own. */
export interface RouteTab {
  label: string
  to: string
}

/** The parts of a page as links, so that each can be opened in a tab of the browser, bookmarked and sent. */
export function RouteTabs({ label, tabs }: { label: string; tabs: readonly RouteTab[] }) {
  return (
    <nav className="route-tabs" aria-label={label}>
      {tabs.map((tab, index) => (
        // The first is the address that the others begin with.
        <NavLink key={tab.to} to={tab.to} end={index === 0}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  )
}
