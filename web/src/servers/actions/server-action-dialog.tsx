import type { ServerRow, ServerCommand, CommandName } from '#shared/bff'
import { Confirm } from '#ui/confirm'
import type { ActionFormProps } from './action-form.ts'
import { actionForms } from './action-forms.ts'
import { OwnerNote } from './owner-note.tsx'
import { serverActions } from './server-actions.tsx'

export { SecretDialog } from '#ui/secret-dialog'

/** The action and the server that the dialog is for; `nth` makes each opening a new one. */
export interface OpenDialog {
  name: CommandName
  server: ServerRow
  nth: number
}

/** The form of an action, or the confirmation of its consequence. */
export function ServerActionDialog({ name, server, dialog, onCommand }: OpenDialog & ActionFormProps) {
  const { label, confirmation, isDangerous = false } = serverActions[name]
  const Form = actionForms[name]
  if (Form) return <Form server={server} dialog={dialog} onCommand={onCommand} />
  return (
    <Confirm
      {...dialog}
      title={confirmation?.question(server.name) ?? label}
      submitLabel={confirmation?.submitLabel ?? label}
      isDangerous={isDangerous}
      onConfirm={() => onCommand({ action: name } as ServerCommand)}
    >
      {confirmation?.consequence(server.name)}
      <OwnerNote server={server} />
    </Confirm>
  )
}
