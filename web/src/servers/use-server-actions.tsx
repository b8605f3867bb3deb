import { useState, type ReactNode } from 'react'
import type { ServerRow, ServerWish, WishName } from '#app/bff'
import { useSession } from '#app/session-query'
import type { MenuAction } from '#ui/actions-menu'
import { SecretDialog } from '#ui/secret-dialog'
import { showRefusal } from '#ui/show-refusal'
import { ServerActionDialog, type OpenDialog } from './server-action-dialog.tsx'
import { actionsFor, serverActions } from './server-actions.tsx'
import { useWish, type Asked } from './use-wish.ts'

/** What pages do with servers. */
export interface ServerActions {
  /** Asks for an action at once, or opens the form or the question that comes before it. */
  begin: (name: WishName, server: ServerRow) => void
  /** What a menu offers for a server; `without` are those that stand beside the menu as buttons. */
  menuOf: (server: ServerRow, without?: readonly WishName[]) => MenuAction[]
  /** The dialogs; stand somewhere in the page. */
  dialogs: ReactNode
}

/** Everything that can be asked of servers; `onGranted` hears what was. */
export function useServerActions(onGranted?: (asked: Asked) => void): ServerActions {
  const session = useSession()
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [password, setPassword] = useState<{ server: string; value: string } | null>(null)
  const granted = (answer: { adminPassword: string | null }, asked: Asked) => {
    setOpen(false)
    if (answer.adminPassword && !isChosen(asked.wish))
      setPassword({ server: asked.server.name, value: answer.adminPassword })
    onGranted?.(asked)
  }
  const fromDialog = useWish({ onGranted: granted })
  const atOnce = useWish({
    onGranted: granted,
    onRefused: (error, { server, wish }) =>
      showRefusal(`${serverActions[wish.action].label} was refused for ${server.name}`, error),
  })
  const begin = (name: WishName, server: ServerRow) => {
    const { Form, consequence } = serverActions[name]
    if (!Form && !consequence) return atOnce.mutate({ server, wish: { action: name } as ServerWish })
    fromDialog.reset()
    setDialog({ name, server, nth: (dialog?.nth ?? 0) + 1 })
    setOpen(true)
  }
  return {
    begin,
    menuOf: (server, without = []) =>
      actionsFor(server, session.isAdmin)
        .filter((name) => !without.includes(name))
        .map((name) => menuAction(name, server, () => begin(name, server))),
    dialogs: (
      <>
        {dialog && (
          <ServerActionDialog
            key={dialog.nth}
            {...dialog}
            dialog={{ opened: isOpen, onClose: () => setOpen(false), ...fromDialog }}
            onWish={(wish) => fromDialog.mutate({ server: dialog.server, wish })}
          />
        )}
        <SecretDialog
          opened={password !== null}
          title={`Password of ${password?.server ?? ''}`}
          what="Password"
          secret={password?.value ?? ''}
          onClose={() => setPassword(null)}
        >
          The administrator’s in the guest, where its image takes one from the cloud.
        </SecretDialog>
      </>
    ),
  }
}

/** A password that a person chose need not be shown to them. */
const isChosen = (wish: ServerWish): boolean => 'adminPassword' in wish && wish.adminPassword !== undefined

function menuAction(name: WishName, server: ServerRow, onClick: () => void): MenuAction {
  const { label, Icon, group, isDangerous, Form } = serverActions[name]
  return {
    label: Form ? `${label}…` : label,
    icon: <Icon size={16} aria-hidden />,
    group,
    refusal: server.refusals[name],
    isDangerous: isDangerous === true,
    onClick,
  }
}
