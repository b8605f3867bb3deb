import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link, Outlet, useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { useSession } from '#shared/session'
import { type Fact, FactsRail } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { EnabledStatus } from './enabled-status.tsx'
import { hasSecondFactor } from './second-factor.ts'
import { createdBy, serversOfUserQuery, userQuery, type UserRow } from './user-query.ts'
import { useUserActions } from './use-user-actions.tsx'

/** A user with their roles, groups and key pairs. */
export default function UserPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(userQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedUser user={data} />
}

function LoadedUser({ user }: { user: UserRow }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const isOneself = useSession().user.id === user.id
  const { menuOf, dialogs } = useUserActions(() => navigate(adminPaths.users()))
  const actions = menuOf(user)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Users'), to: adminPaths.users() },
        ]}
        title={user.name}
        status={
          <>
            <EnabledStatus {...user} />
            {isOneself && <span className="dimmed">{t('This is you')}</span>}
          </>
        }
        actions={actions}
        likely={actions.slice(0, 2)}
      />
      <RouteTabs
        label={t('User sections')}
        tabs={[
          { label: t('Roles'), to: adminPaths.user(user.id) },
          { label: t('Effective roles'), to: adminPaths.userEffectiveRoles(user.id) },
          { label: t('Groups'), to: adminPaths.userGroups(user.id) },
          { label: t('Key pairs'), to: adminPaths.userKeyPairs(user.id) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={user} />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('User'), facts: useFacts(user) }]} />
      </div>
      {dialogs}
    </>
  )
}

function useFacts(user: UserRow): Fact[] {
  const paths = usePaths()
  const { id, email, description, domain, domain_id: domainId, defaultProject: project } = user
  const { data: servers } = useQuery(serversOfUserQuery(useBff(), id))
  return [
    { name: t('Email'), value: email, copy: email },
    { name: t('Description'), value: description },
    { name: t('Domain'), value: <NameLink to={adminPaths.domain(domainId)} name={domain} /> },
    {
      name: t('Default project'),
      value: project && <NameLink to={adminPaths.project(project.id)} name={project.name} />,
    },
    { name: t('Password expires'), value: user.password_expires_at ?? t('Never') },
    { name: t('Second factor'), value: hasSecondFactor(user) ? t('Asked for') : t('None') },
    {
      name: t('Servers created'),
      value: servers !== undefined && (
        <Link className="link" to={paths.servers(createdBy(id))}>
          {formatNumber(servers)}
        </Link>
      ),
    },
    { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
  ]
}
