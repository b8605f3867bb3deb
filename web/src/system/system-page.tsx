import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { adminPaths } from '#shared/paths'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { PageHeader } from '#ui/page-header'
import { RouteTabs } from '#ui/route-tabs'

/** What the cloud runs on: its versions, settings and endpoints, what mends it, whom it tells, and its database. */
export default function SystemPage() {
  return (
    <>
      <PageHeader title={t('System')} below={t('What the cloud runs on, and how that is doing.')} />
      <RouteTabs
        label={t('System sections')}
        tabs={[
          { label: t('Overview'), to: adminPaths.system() },
          { label: t('Settings'), to: adminPaths.systemPart('settings') },
          { label: t('Processes'), to: adminPaths.systemPart('processes') },
          { label: t('Reconcilers'), to: adminPaths.systemPart('reconcilers') },
          { label: t('Webhook'), to: adminPaths.systemPart('webhook') },
          { label: t('Rate limits'), to: adminPaths.systemPart('rate-limits') },
          { label: t('Database'), to: adminPaths.systemPart('database') },
        ]}
      />
      <div className="stack">
        <Suspense fallback={<LoadingPart />}>
          <Outlet />
        </Suspense>
      </div>
    </>
  )
}
