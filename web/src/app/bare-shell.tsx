import { Suspense, type ReactNode } from 'react'
import { useMaybeScope } from '#shared/scope'
import { Loading } from '#ui/loading'
import { TabTitleEnd } from '#ui/tab-title'
import { LiveBanner } from './live-banner.tsx'
import { useLiveUpdates } from './live-updates.ts'
import { useTitleEnd } from './title-end.ts'

/** What is around a page that has a window of its own: nothing to be seen but what has to be said above every page. */
export function BareShell({ children }: { children: ReactNode }) {
  useLiveUpdates({ isAdmin: useMaybeScope()?.kind === 'admin' })
  return (
    <TabTitleEnd value={useTitleEnd()}>
      <main id="content" tabIndex={-1} className="page bare">
        <LiveBanner />
        <Suspense fallback={<Loading />}>{children}</Suspense>
      </main>
    </TabTitleEnd>
  )
}
