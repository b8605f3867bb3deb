import { Suspense } from 'react'
import { Outlet } from 'react-router'
import { adminPaths } from '#shared/paths'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { PageHeader } from '#ui/page-header'
import { RouteTabs } from '#ui/route-tabs'

/** What all projects may have beside what they have, and what one may have that has no limits of its own. */
export default function QuotasPage() {
  return (
    <>
      <PageHeader
        title={t('Quotas')}
        below={t('How much each project may have, and how much of it is used. At a limit nothing more can be created.')}
      />
      <RouteTabs
        label={t('Sections of quotas')}
        tabs={[
          { label: t('Projects'), to: adminPaths.quotas() },
          { label: t('Defaults'), to: adminPaths.defaultQuota() },
        ]}
      />
      <Suspense fallback={<LoadingPart />}>
        <Outlet />
      </Suspense>
    </>
  )
}
