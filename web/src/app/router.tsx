import { createBrowserRouter } from 'react-router'
import { Loading } from '#ui/loading'
import { ErrorPage, NotFoundPage } from './error-page.tsx'
import { Shell } from './shell.tsx'

/** A page that comes in a chunk of its own. */
const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => ({
  Component: (await load()).default,
})

/** Every page of the dashboard. */
export const makeRouter = () =>
  createBrowserRouter([
    {
      ErrorBoundary: ErrorPage,
      HydrateFallback: () => null,
      children: [
        { path: '/sign-in', lazy: page(() => import('../session/sign-in-page.tsx')) },
        { path: '/project', lazy: page(() => import('../session/choose-project-page.tsx')) },
        { path: '/consoles/vnc', lazy: page(() => import('../servers/console-link-page.tsx')) },
        {
          Component: Shell,
          HydrateFallback: Loading,
          children: [
            {
              ErrorBoundary: ErrorPage,
              children: [
                { index: true, lazy: page(() => import('../overview/overview-page.tsx')) },
                { path: '/servers', lazy: page(() => import('../servers/server-list-page.tsx')) },
                { path: '/servers/new', lazy: page(() => import('../servers/server-create-page.tsx')) },
                {
                  path: '/servers/:id',
                  lazy: page(() => import('../servers/server-page.tsx')),
                  children: [
                    { index: true, lazy: page(() => import('../servers/server-overview-tab.tsx')) },
                    { path: 'console', lazy: page(() => import('../servers/server-console-tab.tsx')) },
                    { path: 'log', lazy: page(() => import('../servers/server-log-tab.tsx')) },
                    { path: 'actions', lazy: page(() => import('../servers/server-actions-tab.tsx')) },
                    { path: 'diagnostics', lazy: page(() => import('../servers/server-diagnostics-tab.tsx')) },
                  ],
                },
                { path: '/server-groups', lazy: page(() => import('../server-groups/server-group-list-page.tsx')) },
                { path: '/key-pairs', lazy: page(() => import('../key-pairs/key-pair-list-page.tsx')) },
                { path: '/images', lazy: page(() => import('../images/image-list-page.tsx')) },
                { path: '*', Component: NotFoundPage },
              ],
            },
          ],
        },
      ],
    },
  ])
