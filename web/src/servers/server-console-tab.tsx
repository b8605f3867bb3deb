import { Button } from '@mantine/core'
import { IconDeviceDesktopOff } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ask, bff, type ServerPage } from '#app/bff'
import { EmptyState } from '#ui/empty-state'
import { serverQuery } from './server-queries.ts'
import { usePowerAction } from './use-server-actions.tsx'
import { VncScreen } from './vnc-screen.tsx'

export default function ServerConsoleTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(id))
  const getToken = async () => (await ask(bff.servers[':id'].console.$post({ param: { id } }))).token
  if (!hasScreen(data.server)) return <NoScreen server={data.server} />
  return <VncScreen name={data.server.name} getToken={getToken} />
}

/** A guest has a screen while it runs; a reboot keeps it. */
const hasScreen = ({ vmState, powerState }: ServerPage['server']): boolean =>
  vmState === 'active' || vmState === 'rescued' || vmState === 'paused' || powerState === 1

function NoScreen({ server }: { server: ServerPage['server'] }) {
  const power = usePowerAction()
  return (
    <div className="card">
      <EmptyState
        icon={<IconDeviceDesktopOff />}
        title={server.status === 'BUILD' ? 'No screen yet' : 'No screen while it does not run'}
        text={
          server.status === 'BUILD'
            ? 'It appears here as soon as the server has started.'
            : `${server.name} is ${server.status}. Its screen appears here once it runs.`
        }
      >
        {!server.refusals.start && (
          <Button loading={power.isPending} onClick={() => power.mutate({ server, action: 'start' })}>
            Power on {server.name}
          </Button>
        )}
      </EmptyState>
    </div>
  )
}
