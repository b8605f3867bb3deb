import { useState, type ReactNode } from 'react'
import type { ServerRow, ServerCommand, CommandName } from '#shared/bff'
import type { MenuAction } from '#ui/actions-menu'
import { showRefusal } from '#ui/show-refusal'
import { t } from '#ui/i18n'
import { useLoaded } from '#ui/use-loaded'
import type { OpenDialog } from './server-action-dialog.tsx'
import { serverActions } from './server-actions.tsx'
import { serverMenu } from './server-menu.tsx'
import { useCommandRefusal } from './use-command-refusal.ts'
import { useOffering } from './use-offering.ts'
import { useServerCommand, type CommandRequest } from './use-server-command.ts'

const dialogs = () => import('./server-action-dialog.tsx')

/** What pages do with servers. */
export interface ServerActions {
  /** Sends an action at once, or opens its form or its confirmation first. */
  begin: (name: CommandName, server: ServerRow) => void
  /** What a server can be asked to do, in the order of its menu; or `only` these, in their order. */
  menuOf: (server: ServerRow, only?: readonly CommandName[]) => MenuAction[]
  /** The dialogs, to be put anywhere in the page. */
  dialogs: ReactNode
}

/** The actions of servers, as pages use them; `onAccepted` is called with each command that was accepted. */
export function useServerActions(onAccepted?: (request: CommandRequest) => void): ServerActions {
  const offering = useOffering()
  const refusalOf = useCommandRefusal()
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [password, setPassword] = useState<{ server: string; value: string } | null>(null)
  const loaded = useLoaded(dialogs, dialog !== null || password !== null)
  const accepted = (result: { adminPassword: string | null }, request: CommandRequest) => {
    setOpen(false)
    if (result.adminPassword && !isChosen(request.command))
      setPassword({ server: request.server.name, value: result.adminPassword })
    onAccepted?.(request)
  }
  const fromDialog = useServerCommand({ onAccepted: accepted })
  const atOnce = useServerCommand({
    onAccepted: accepted,
    onRefused: (error, { server, command }) =>
      showRefusal(
        t('{{action}} failed for {{name}}', { action: serverActions[command.action].label, name: server.name }),
        error,
      ),
  })
  const begin = (name: CommandName, server: ServerRow) => {
    const { takesInput, confirmation } = serverActions[name]
    if (!takesInput && !confirmation) return atOnce.mutate({ server, command: { action: name } as ServerCommand })
    fromDialog.reset()
    setDialog({ name, server, nth: (dialog?.nth ?? 0) + 1 })
    setOpen(true)
  }
  return {
    begin,
    menuOf: (server, only) => serverMenu(server, { offering, refusalOf }, begin, only),
    dialogs: loaded && (
      <>
        {dialog && (
          <loaded.ServerActionDialog
            key={dialog.nth}
            {...dialog}
            dialog={{ opened: isOpen, onClose: () => setOpen(false), ...fromDialog }}
            onCommand={(command) => fromDialog.mutate({ server: dialog.server, command })}
          />
        )}
        <loaded.SecretDialog
          opened={password !== null}
          title={t('Password of {{server}}', { server: password?.server ?? '' })}
          what={t('Password')}
          secret={password?.value ?? ''}
          onClose={() => setPassword(null)}
        >
          {t('Password of the guest’s administrator, if the image supports setting one.')}
        </loaded.SecretDialog>
      </>
    ),
  }
}

/** Whether the user chose the password; it need not be shown to them. */
const isChosen = (command: ServerCommand): boolean => 'adminPassword' in command && command.adminPassword !== undefined
