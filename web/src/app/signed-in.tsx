import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { paths } from '#shared/paths'
import { lastProject, sessionQuery, slugIn, useSession } from '#shared/session'
import { KeptReady } from './kept-ready.tsx'
import NotFoundPage from './not-found-page.tsx'
import { projectPages } from './pages.tsx'
import { RouteAnnouncer } from './route-announcer.tsx'
import { SessionKeeper } from './session-keeper.tsx'

/** What is around every page that requires a session. */
export function SignedIn() {
  return (
    <Suspense fallback={null}>
      <WithSession />
    </Suspense>
  )
}

function WithSession() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { pathname, search } = useLocation()
  const [isSomebodyElse, setSomebodyElse] = useState(false)
  if (isSomebodyElse) return <StartAnew />
  if (!session) return <Navigate to={paths.signIn(`${pathname}${search}`)} replace />
  return (
    <>
      <Outlet />
      <RouteAnnouncer />
      <SessionKeeper session={session} />
      <KeptReady user={session.user} onSomebodyElse={() => setSomebodyElse(true)} />
    </>
  )
}

/**
 * Nothing of one person may be left on the screen of another. By now the page of the first one is gone, and with it every form that
 * would ask the other to stay.
 */
function StartAnew() {
  useEffect(() => location.assign('/'), [])
  return null
}

/** Leads to the project that was last worked in, or to the choice of one; who is in none and sees the whole cloud, to that. */
export function Start() {
  const session = useSession()
  const last = lastProject(session.projects)
  const seesOnlyAll = session.projects.length === 0 && session.administration !== null
  const elsewhere = seesOnlyAll ? paths.admin() : paths.projects()
  return <Navigate to={last ? paths.project(slugIn(session, last)) : elsewhere} replace />
}

/** The sign-in page is loaded anew, without the dashboard: see main.tsx. */
export function SignInAddress() {
  useEffect(() => location.reload(), [])
  return null
}

const firstParts = new Set(projectPages.map(({ path }) => path.split('/')[0]!).filter(Boolean))

/** Addresses without a project, of an earlier version or from a script, lead to the same page in the project last worked in. */
export function OldAddress() {
  const session = useSession()
  const { pathname, search } = useLocation()
  const last = lastProject(session.projects)
  if (!firstParts.has(pathname.split('/')[1]!)) return <NotFoundPage />
  if (!last) return <Navigate to={paths.projects(`${pathname}${search}`)} replace />
  return <Navigate to={`${paths.project(slugIn(session, last))}${pathname}${search}`} replace />
}
