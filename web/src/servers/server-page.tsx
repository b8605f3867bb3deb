import { Group, Tabs } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useLocation, useNavigate, useParams } from 'react-router'
import { RefusalError, type ServerPage as Page, type WishName } from '#app/bff'
import { paths } from '#app/paths'
import { useSession } from '#app/session-query'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { CopyButton } from '#ui/copy-button'
import { Loading } from '#ui/loading'
import { PageHeader } from '#ui/page-header'
import { actionsFor, serverActions } from './server-actions.tsx'
import { ServerBanners } from './server-banner.tsx'
import { ServerStatus } from './server-columns.tsx'
import { serverQuery } from './server-queries.ts'
import { useServerActions } from './use-server-actions.tsx'

type Server = Page['server']

const tabs = [
  { label: 'Overview', path: paths.server },
  { label: 'Console', path: paths.serverConsole },
  { label: 'Log', path: paths.serverLog },
  { label: 'Actions', path: paths.serverActions },
  { label: 'Diagnostics', path: paths.serverDiagnostics },
]

export default function ServerPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(serverQuery(id))
  // Deleted meanwhile, by somebody else: what was known of it is no longer true.
  if (error instanceof RefusalError && error.status === 404) throw error
  return <KnownServer server={data.server} />
}

/** What stands beside the menu, for it is wanted most. */
const beside: readonly WishName[] = ['start', 'stop', 'softReboot', 'hardReboot', 'delete']

function KnownServer({ server }: { server: Server }) {
  const { id } = server
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const actions = useServerActions(({ wish }) => {
    if (wish.action === 'delete' || wish.action === 'deleteNow') void navigate(paths.servers())
  })
  const { isAdmin } = useSession()
  const offered = actionsFor(server, isAdmin)
  return (
    <>
      <PageHeader
        title={server.name}
        beside={
          <div aria-live="polite">
            <ServerStatus server={server} />
          </div>
        }
        below={
          <Group gap={4} wrap="nowrap">
            <span className="mono break">{server.id}</span>
            <CopyButton value={server.id} label="Copy server id" />
          </Group>
        }
      >
        {beside
          .filter((name) => offered.includes(name))
          .map((name) => {
            const { label, Icon, isDangerous } = serverActions[name]
            return (
              <ActionButton
                key={name}
                variant="default"
                size="xs"
                leftSection={<Icon size={14} aria-hidden />}
                refusal={server.refusals[name]}
                onClick={() => actions.begin(name, server)}
                {...(isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
              >
                {label}
              </ActionButton>
            )
          })}
        <ActionsMenu label="More" of={server.name} actions={actions.menuOf(server, beside)} />
      </PageHeader>
      <ServerBanners server={server} onAct={(name) => actions.begin(name, server)} />
      <Tabs value={pathname.replace(/\/$/, '')} onChange={(to) => to && void navigate(to)} mb="lg">
        <Tabs.List aria-label="Parts of this server" className="tab-row">
          {tabs.map(({ label, path }) => (
            <Tabs.Tab key={label} value={path(id)}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
      {actions.dialogs}
    </>
  )
}
