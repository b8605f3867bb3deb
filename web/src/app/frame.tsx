import { Suspense, useEffect, useMemo, useState, type ComponentType, type ReactNode } from 'react'
import { Navigate, Outlet, useLocation, useParams } from 'react-router'
import { PermitsOfAdministration, PermitsOfProject } from './permits-provider.tsx'
import { projectOf, slugOf, withSlug } from '#shared/project-slug'
import { adminScope, projectScope, ScopeProvider } from '#shared/scope'
import { rememberProject, useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { Loading } from '#ui/loading'
import { BareShell } from './bare-shell.tsx'
import NotFoundPage from './not-found-page.tsx'
import { Shell } from './shell.tsx'

type Around = ComponentType<{ children: ReactNode }>

/** The frame of a project's pages. Each project has its own: nothing on a page outlives a change of the project. */
export function ProjectFrame({ Around = Shell }: { Around?: Around }) {
  const { project: slug = '' } = useParams()
  return <PagesOfProject key={slug} slug={slug} Around={Around} />
}

/** The frame of a project's pages that have a window of their own. */
export const BareProjectFrame = () => <ProjectFrame Around={BareShell} />

function PagesOfProject({ slug, Around }: { slug: string; Around: Around }) {
  const session = useSession()
  // Decided once for a tab: a project of this name that appears later must not take the place of the one that is worked in.
  const [projectId] = useState(() => projectOf(slug, session.projects)?.id)
  const project = session.projects.find(({ id }) => id === projectId)
  const [properSlug] = useState(() => project && slugOf(project, session.projects))
  const { pathname, search, hash } = useLocation()
  useEffect(() => {
    if (projectId) rememberProject(projectId)
  }, [projectId])
  if (!project)
    return (
      <Around>
        <NotFoundPage
          why={projectId === undefined ? 'nothing' : 'lost'}
          message={
            projectId === undefined
              ? t('You have no project “{{slug}}”. It was renamed or deleted, or you have no role in it.', { slug })
              : t('Your role in “{{slug}}” was taken away, or the project was deleted.', { slug })
          }
        />
      </Around>
    )
  // One address for one page: what compares addresses, as the navigation does, would take the other for another page.
  if (properSlug !== undefined && decodeURIComponent(properSlug) !== slug)
    return <Navigate to={{ pathname: withSlug(pathname, properSlug), search, hash }} replace />
  return (
    <ScopeProvider value={projectScope(project, session.projects)}>
      <PermitsOfProject>
        <Around>
          <Outlet />
        </Around>
      </PermitsOfProject>
    </ScopeProvider>
  )
}

/** The frame of administrators' pages. */
export function AdminFrame({ Around = Shell }: { Around?: Around }) {
  const session = useSession()
  const { administration } = session
  const isManager = session.projects.some(({ roles }) => roles.includes('manager'))
  const scope = useMemo(() => administration && adminScope(administration), [administration])
  if (!scope)
    return (
      <Around>
        <NotFoundPage
          why="admin-only"
          message={[
            t(
              'Administration requires the admin role, or the reader role on the whole system. Ask an administrator of this cloud for it.',
            ),
            isManager && t('Project managers find members and migrations in their project.'),
          ]
            .filter(Boolean)
            .join(' ')}
        />
      </Around>
    )
  return (
    <ScopeProvider value={scope}>
      <Around>
        <Suspense fallback={<Loading />}>
          <PermitsOfAdministration>
            <Outlet />
          </PermitsOfAdministration>
        </Suspense>
      </Around>
    </ScopeProvider>
  )
}

/** The frame of administrators' pages that have a window of their own. */
export const BareAdminFrame = () => <AdminFrame Around={BareShell} />

/** The frame of the person's own pages. */
export function PersonFrame() {
  return (
    <Shell>
      <Outlet />
    </Shell>
  )
}
