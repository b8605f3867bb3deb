import { createContext, useContext, useMemo } from 'react'
import { bffOf, type Bff, type Project, type SessionView } from './bff.ts'
import { pathsIn, type Paths } from './paths.ts'
import { slugOf } from './project-slug.ts'

/** What a page is about: one project, or the whole cloud as its administrators see it. */
export type Scope =
  | {
      kind: 'project'
      id: string
      name: string
      roles: readonly string[]
      isAdmin: boolean
      slug: string
    }
  | { kind: 'admin'; name: null; roles: readonly string[]; isAdmin: boolean }

/** The scope of the pages of administrators, and of who may only read them. */
export const adminScope = ({ roles, isAdmin }: NonNullable<SessionView['administration']>): Scope => ({
  kind: 'admin',
  name: null,
  roles,
  isAdmin,
})

/** Whether pages of this scope are of all projects, or of one for somebody who sees all. */
export const seesAll = ({ kind, isAdmin }: Scope): boolean => kind === 'admin' || isAdmin

/** The scope of one of the person's `projects`. */
export const projectScope = (project: Project, projects: readonly Project[]): Scope => ({
  ...project,
  kind: 'project',
  slug: slugOf(project, projects),
})

const ScopeContext = createContext<Scope | null>(null)

/** The scope of the pages in it. */
export const ScopeProvider = ScopeContext.Provider

/** The scope of this page; null on pages of the person. */
export const useMaybeScope = (): Scope | null => useContext(ScopeContext)

/** The scope of this page. */
export function useScope(): Scope {
  const scope = useMaybeScope()
  if (!scope) throw new Error('This page is of no project: it stands outside of /p and /admin.')
  return scope
}

/** The client of `scope`. */
export const bffIn = (scope: Scope): Bff => bffOf(scope.kind === 'admin' ? 'admin' : `p/${scope.id}`)

/** The dashboard's API in the scope of this page. */
export const useBff = (): Bff => bffIn(useScope())

/** The addresses of pages in the scope of this page. */
export function usePaths(): Paths {
  const paths = usePathsAnywhere()
  if (!paths) throw new Error('This page is of no project: it stands outside of /p and /admin.')
  return paths
}

/** The same; null on pages of the person. */
export function usePathsAnywhere(): Paths | null {
  const scope = useMaybeScope()
  const start = scope && (scope.kind === 'admin' ? '/admin' : `/p/${scope.slug}`)
  return useMemo(() => (start === null ? null : pathsIn(start)), [start])
}
