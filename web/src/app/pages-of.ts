import { useMaybeScope, type Scope } from '#shared/scope'
import { useIsPermitted } from '#ui/permit'
import type { Page } from './page.ts'
import { personPages, projectPages } from './pages.tsx'

let admin: readonly Page[] = []

/** Loads the list of administrators' pages, which nobody else needs: it is there before anything is shown in their scope. */
export async function loadAdminPages(): Promise<readonly Page[]> {
  const { adminPages } = await import('./admin-pages.tsx')
  admin = adminPages
  return adminPages
}

/** The pages of `scope`; those of the person where there is none. */
export const pagesOf = (scope: Scope | null): readonly Page[] =>
  scope === null ? personPages : scope.kind === 'admin' ? admin : projectPages

/** The pages of the scope of this page that this person is led to. */
export function usePages(): readonly Page[] {
  const isPermitted = useIsPermitted()
  return pagesOf(useMaybeScope()).filter(({ needs }) => needs === undefined || isPermitted(needs))
}
