import { Button, SegmentedControl, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import { call, type ServerPage } from '#shared/bff'
import { useBff } from '#shared/scope'
import { isMoving, statusLook } from '#shared/server-status'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { useServerCommand } from '../actions/use-server-command.ts'
import { useCommandRefusal } from '../actions/use-command-refusal.ts'
import { SerialTerminal } from '../console/serial-terminal.tsx'
import { VncScreen } from '../console/vnc-screen.tsx'
import { serverQuery } from './server-query.ts'

const kinds = [
  { value: 'novnc', label: t('Screen') },
  { value: 'serial', label: t('Serial') },
]

/** The console of the server in this address; `windowTo` is where the same console has a window of its own. */
export function ServerConsole({ windowTo }: { windowTo?: (id: string) => string }) {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data } = useSuspenseQuery(serverQuery(bff, id))
  const [params, setParams] = useSearchParams()
  const type = params.get('type') === 'serial' ? 'serial' : 'novnc'
  const { server } = data
  const Console = type === 'serial' ? SerialTerminal : VncScreen
  return (
    <Console
      key={type}
      guest={{
        name: server.name,
        isOnItsWay: isMoving(server),
        ...(hasScreen(server) ? {} : { off: <Off server={server} /> }),
      }}
      getToken={async () => (await call(bff.servers[':id'].console.$post({ param: { id }, json: { type } }))).token}
      windowTo={windowTo && `${windowTo(id)}?type=${type}`}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('Console type')}
        data={kinds}
        value={type}
        onChange={(next) => setParams(next === 'serial' ? { type: next } : {}, { replace: true })}
      />
    </Console>
  )
}

/** Whether a guest has a screen: while it runs, also during a reboot. */
const hasScreen = ({ vmState, powerState }: ServerPage['server']): boolean =>
  vmState === 'active' || vmState === 'rescued' || vmState === 'paused' || powerState === 1

function Off({ server }: { server: ServerPage['server'] }) {
  const power = useServerCommand({
    onRefused: (error) => showRefusal(t('Start failed for {{name}}', { name: server.name }), error),
  })
  const refusalOf = useCommandRefusal()
  const isBuilding = server.status === 'BUILD'
  return (
    <>
      <Text fw={600}>
        {isBuilding
          ? t('{{name}} is being created.', { name: server.name })
          : t('{{name}} does not run: {{status}}.', { name: server.name, status: statusLook(server.status).word })}
      </Text>
      <Text>{t('Its console opens here as soon as it runs.')}</Text>
      {!refusalOf(server, 'start') && (
        <Button loading={power.isPending} onClick={() => power.mutate({ server, command: { action: 'start' } })}>
          {t('Start {{name}}', { name: server.name })}
        </Button>
      )}
    </>
  )
}
