import type { ComponentType } from 'react'
import { createBrowserRouter, type RouteObject } from 'react-router'
import { Loading } from '#ui/loading'
import { ErrorPage } from './error-page.tsx'
import { AdminFrame, BareAdminFrame, BareProjectFrame, PersonFrame, ProjectFrame } from './frame.tsx'
import type { Page } from './page.ts'
import { loadAdminPages } from './pages-of.ts'
import { personPages, projectPages } from './pages.tsx'
import { OldAddress, SignedIn, SignInAddress, Start } from './signed-in.tsx'

/** A page that is loaded as a chunk of its own; asked for twice, since a browser drops what it loads when its network changes. */
const lazily = (load: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await twice(load)).default,
})

const twice = <Loaded,>(load: () => Promise<Loaded>): Promise<Loaded> =>
  load().catch(async () => (await pause(300), load()))

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const routeOf = (page: Page): RouteObject => ({
  path: page.path,
  lazy: lazily(page.load),
  handle: page,
  ...(page.tabs ? { children: page.tabs.map(tabRoute) } : {}),
})

const tabRoute = ({ path, title, load }: NonNullable<Page['tabs']>[number]): RouteObject => ({
  ...(path === '' ? { index: true } : { path }),
  lazy: lazily(load),
  // What fails in a tab leaves the head of its page, and the way to the other tabs.
  ErrorBoundary: ErrorPage,
  handle: { title },
})

/** What stands in a frame: its pages, and in place of one that fails the reason. */
const pagesIn = (pages: readonly Page[]): RouteObject[] => [
  {
    ErrorBoundary: ErrorPage,
    children: [...pages.map(routeOf), { path: '*', lazy: lazily(() => import('./not-found-page.tsx')) }],
  },
]

/** Those of `pages` that have a window of their own. */
const bareIn = (pages: readonly Page[]): RouteObject[] => [
  { ErrorBoundary: ErrorPage, children: pages.filter(({ isBare }) => isBare).map(routeOf) },
]

const consoleLink = lazily(() => import('../servers/console/console-link-page.tsx'))

/** Every page of the dashboard. */
export function makeRouter() {
  let hasAdminPages = false
  return createBrowserRouter(routes(), {
    // Few people are administrators: what they have besides is not for everybody to load.
    async patchRoutesOnNavigation({ path, patch }) {
      if (hasAdminPages || !/^\/admin(\/|$)/.test(path)) return
      const pages = await twice(loadAdminPages)
      if (hasAdminPages) return
      hasAdminPages = true
      patch('admin', [
        { path: '/admin', Component: AdminFrame, children: pagesIn(pages.filter(({ isBare }) => !isBare)) },
        { path: '/admin', Component: BareAdminFrame, children: bareIn(pages) },
      ])
    },
  })
}

const routes = (): RouteObject[] => [
  {
    ErrorBoundary: ErrorPage,
    HydrateFallback: () => null,
    children: [
      { path: '/sign-in', Component: SignInAddress },
      { path: '/consoles/vnc', lazy: consoleLink },
      { path: '/vnc_auto.html', lazy: consoleLink },
      {
        Component: SignedIn,
        HydrateFallback: Loading,
        children: [
          { index: true, Component: Start },
          {
            path: '/go/*',
            Component: PersonFrame,
            children: [
              { ErrorBoundary: ErrorPage, children: [{ path: '*', lazy: lazily(() => import('./go-page.tsx')) }] },
            ],
          },
          { path: '/projects', lazy: lazily(() => import('../session/choose-project-page.tsx')) },
          {
            path: '/p/:project',
            Component: ProjectFrame,
            children: pagesIn(projectPages.filter(({ isBare }) => !isBare)),
          },
          {
            path: '/p/:project',
            Component: BareProjectFrame,
            children: bareIn(projectPages),
          },
          // Without an address of its own: one that is known is not asked for, and its pages would never come.
          { id: 'admin', children: [] },
          { path: '/me', Component: PersonFrame, children: pagesIn(personPages) },
          { path: '*', Component: OldAddress },
        ],
      },
    ],
  },
]
