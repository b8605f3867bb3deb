import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { FactsRail } from '#ui/facts'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { groupQuery, type GroupRow } from './group-query.ts'
import { useGroupActions } from './use-group-actions.tsx'

/** A group with who is in it, and its roles. */
export default function GroupPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(groupQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedGroup group={data} />
}

function LoadedGroup({ group }: { group: GroupRow }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const { menuOf, dialogs } = useGroupActions(() => navigate(adminPaths.groups()))
  const actions = menuOf(group)
  const { id, name, description, domain, domain_id: domainId } = group
  const facts = [
    { name: t('Description'), value: description },
    { name: t('Domain'), value: <NameLink to={adminPaths.domain(domainId)} name={domain} /> },
    { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
  ]
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Groups'), to: adminPaths.groups() },
        ]}
        title={name}
        actions={actions}
        likely={actions.slice(0, 1)}
      />
      <RouteTabs
        label={t('Group sections')}
        tabs={[
          { label: t('Members'), to: adminPaths.group(id) },
          { label: t('Roles'), to: adminPaths.groupRoles(id) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={group} />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Group'), facts }]} />
      </div>
      {dialogs}
    </>
  )
}
