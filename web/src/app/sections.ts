import type { TablerIcon } from '@tabler/icons-react'
import { paths } from '#shared/paths'
import { useMaybeScope, type Scope } from '#shared/scope'
import type { Page } from './page.ts'
import { usePages } from './pages-of.ts'

/** A page that the navigation leads to. */
export interface SectionPage {
  label: string
  to: string
  Icon: TablerIcon
  isHome: boolean
}

/** The pages of the navigation under one heading. */
export interface Section {
  heading: string | null
  pages: SectionPage[]
}

/** The address of a scope's home. */
export const startOf = (scope: Scope): string => (scope.kind === 'admin' ? paths.admin() : paths.project(scope.slug))

/** The navigation of `pages` at `start`: their headings in the order in which they first come. */
export function sectionsOf(pages: readonly Page[], start: string): Section[] {
  const shown = pages.flatMap(({ path, title, section }) =>
    section ? [{ ...section, label: title, to: path ? `${start}/${path}` : start, isHome: path === '' }] : [],
  )
  return [...Map.groupBy(shown, ({ heading }) => heading)].map(([heading, pages]) => ({ heading, pages }))
}

/** Whether the page at `pathname` is one below `to` that has a place of its own in the navigation, as “Would it fit?” below placement. */
export const isOfAnother = (pathname: string, to: string, sections: readonly Section[]): boolean =>
  sections.some(({ pages }) => pages.some((page) => page.to.startsWith(`${to}/`) && pathname.startsWith(page.to)))

/** The navigation in the scope of the page. */
export function useSections(): Section[] {
  const scope = useMaybeScope()
  return sectionsOf(usePages(), scope ? startOf(scope) : '/me')
}
