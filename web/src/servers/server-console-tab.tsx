import { Button, SegmentedControl } from '@mantine/core'
import { IconDeviceDesktopOff } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import { ask, bff, type ServerPage } from '#app/bff'
import { EmptyState } from '#ui/empty-state'
import { showRefusal } from '#ui/show-refusal'
import { serverQuery } from './server-queries.ts'
import { SerialTerminal } from './serial-terminal.tsx'
import { useWish } from './use-wish.ts'
import { VncScreen } from './vnc-screen.tsx'

export default function ServerConsoleTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(id))
  const [params, setParams] = useSearchParams()
  const type = params.get('type') === 'serial' ? 'serial' : 'novnc'
  const getToken = async () => (await ask(bff.servers[':id'].console.$post({ param: { id }, json: { type } }))).token
  if (!hasScreen(data.server)) return <NoScreen server={data.server} />
  return (
    <>
      <SegmentedControl
        mb="md"
        aria-label="Which console"
        data={[
          { value: 'novnc', label: 'Screen' },
          { value: 'serial', label: 'Serial' },
        ]}
        value={type}
        onChange={(next) => setParams(next === 'serial' ? { type: next } : {}, { replace: true })}
      />
      {type === 'serial' ? (
        <SerialTerminal key="serial" name={data.server.name} getToken={getToken} />
      ) : (
        <VncScreen key="screen" name={data.server.name} getToken={getToken} />
      )}
    </>
  )
}

/** A guest has a screen while it runs; a reboot keeps it. */
const hasScreen = ({ vmState, powerState }: ServerPage['server']): boolean =>
  vmState === 'active' || vmState === 'rescued' || vmState === 'paused' || powerState === 1

function NoScreen({ server }: { server: ServerPage['server'] }) {
  const power = useWish({ onRefused: (error) => showRefusal(`Start was refused for ${server.name}`, error) })
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
          <Button loading={power.isPending} onClick={() => power.mutate({ server, wish: { action: 'start' } })}>
            Power on {server.name}
          </Button>
        )}
      </EmptyState>
    </div>
  )
}
