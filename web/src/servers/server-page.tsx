import { Group, Tabs } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Outlet, useLocation, useNavigate, useParams } from 'react-router'
import { RefusalError, type ServerPage as Page } from '#app/bff'
import { paths } from '#app/paths'
import { ActionButton } from '#ui/action-button'
import { CopyButton } from '#ui/copy-button'
import { Loading } from '#ui/loading'
import { PageHeader } from '#ui/page-header'
import { DeleteServer } from './delete-server.tsx'
import { ServerStatus } from './server-columns.tsx'
import { serverQuery } from './server-queries.ts'
import { powerActions, usePowerAction, type PowerAction } from './use-server-actions.tsx'

type Server = Page['server']

const tabs = [
  { label: 'Overview', path: paths.server },
  { label: 'Console', path: paths.serverConsole },
  { label: 'Log', path: paths.serverLog },
  { label: 'Actions', path: paths.serverActions },
]

export default function ServerPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(serverQuery(id))
  // Deleted meanwhile, by somebody else: what was known of it is no longer true.
  if (error instanceof RefusalError && error.status === 404) throw error
  return <KnownServer server={data.server} />
}

function KnownServer({ server }: { server: Server }) {
  const { id } = server
  const { pathname } = useLocation()
  const navigate = useNavigate()
  const power = usePowerAction()
  const [isDeleting, setDeleting] = useState(false)
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
        {(Object.keys(powerActions) as PowerAction[]).map((action) => {
          const { label, Icon } = powerActions[action]
          return (
            <ActionButton
              key={action}
              variant="default"
              size="xs"
              leftSection={<Icon size={14} aria-hidden />}
              refusal={server.refusals[action]}
              onClick={() => power.mutate({ server, action })}
            >
              {label}
            </ActionButton>
          )
        })}
        <ActionButton
          variant="default"
          size="xs"
          c="var(--mantine-color-error)"
          leftSection={<IconTrash size={14} aria-hidden />}
          refusal={server.refusals.delete}
          onClick={() => setDeleting(true)}
        >
          Delete
        </ActionButton>
      </PageHeader>
      <Tabs value={pathname.replace(/\/$/, '')} onChange={(to) => to && void navigate(to)} mb="lg">
        <Tabs.List aria-label="Parts of this server">
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
      <DeleteServer
        server={isDeleting ? server : null}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate(paths.servers())}
      />
    </>
  )
}
