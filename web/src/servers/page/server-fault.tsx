import { Button } from '@mantine/core'
import { Link } from 'react-router'
import type { CommandName, ServerAction, ServerPage } from '#shared/bff'
import { actionWord } from '#shared/action-words'
import { seesAll, usePaths, useScope } from '#shared/scope'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { serverActions } from '../actions/server-actions.tsx'
import { CopyAndTry } from './copy-and-try.tsx'
import { refusedHostsOf } from './refused-hosts.ts'
import { RefusedHosts } from './refused-hosts-table.tsx'
import { useCommandRefusal, type CommandRefusal } from '../actions/use-command-refusal.ts'

interface ServerFaultProps {
  data: ServerPage
  onAct: (name: CommandName) => void
}

/** Why a server is in error, or why the last thing that was asked of it failed: said once, with what can be done about it. */
export function ServerFault({ data: { server, fault, actions }, onAct }: ServerFaultProps) {
  const paths = usePaths()
  const isAdmin = seesAll(useScope())
  const refusalOf = useCommandRefusal()
  const failed = failedAction(actions, fault !== null)
  if (!fault && !failed) return null
  // The hosts are told to administrators only: for others there is nothing to read in it.
  const refused = isAdmin ? refusedHostsOf(fault?.details ?? detailsOf(failed)) : null
  return (
    <ErrorNotice
      title={failed ? t('{{action}} failed', { action: actionWord(failed.action) }) : t('Error')}
      error={{
        message: fault?.message ?? reasonOf(failed) ?? t('The action log has no reason.'),
        requestId: fault?.requestId ?? failed?.requestId,
      }}
    >
      {refused && <RefusedHosts server={server} refused={refused} isOfCreate={failed?.action === 'create'} />}
      {fault?.details && (
        <details>
          <summary>{t('Details')}</summary>
          <pre className="mono break" style={{ whiteSpace: 'pre-wrap' }}>
            {fault.details}
          </pre>
        </details>
      )}
      <div className="notice-actions" style={{ marginTop: 8 }}>
        {fault && !server.launchedAt && <CopyAndTry server={server} />}
        {fault &&
          waysOut(server, refusalOf).map((name) => (
            <Button
              key={name}
              size="xs"
              variant="default"
              onClick={() => onAct(name)}
              {...(serverActions[name].isDangerous ? { c: 'var(--mantine-color-error)' } : {})}
            >
              {serverActions[name].label}
            </Button>
          ))}
        <Button size="xs" variant="default" component={Link} to={paths.serverActivity(server.id)}>
          {t('View the failed step')}
        </Button>
      </div>
    </ErrorNotice>
  )
}

/** What leads out of an error, as far as it is possible now. One that never ran can only be made anew, or go. */
const waysOut = (server: ServerPage['server'], refusalOf: CommandRefusal): CommandName[] =>
  ((server.launchedAt ? ['hardReboot', 'rebuild', 'delete'] : ['delete']) as CommandName[]).filter(
    (name) => !refusalOf(server, name),
  )

/** The failure that has to be told: the last one that left the server in error, else that of the newest action. */
const failedAction = (actions: readonly ServerAction[], isInError: boolean): ServerAction | undefined =>
  (isInError ? actions : actions.slice(0, 1)).find(({ outcome }) => outcome === 'failed')

/** What the failed step of an action says. */
const detailsOf = (action: ServerAction | undefined): string | null =>
  action?.steps.findLast(({ outcome }) => outcome === 'failed')?.details ?? null

/** Why an action failed: what its failed step says, for "Error" says nothing. */
const reasonOf = (action: ServerAction | undefined): string | null => detailsOf(action) ?? action?.message ?? null
