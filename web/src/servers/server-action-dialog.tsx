import type { ServerRow, ServerWish, WishName } from '#app/bff'
import { Confirm } from '#ui/confirm'
import type { ActionFormProps } from './action-form.ts'
import { serverActions } from './server-actions.tsx'

/** Which action is asked about, and of which server; `nth` makes each asking a new one. */
export interface OpenDialog {
  name: WishName
  server: ServerRow
  nth: number
}

/** The form of an action, or the question whether its consequence is meant. */
export function ServerActionDialog({ name, server, dialog, onWish }: OpenDialog & ActionFormProps) {
  const { Form, label, consequence, isDangerous = false } = serverActions[name]
  if (Form) return <Form server={server} dialog={dialog} onWish={onWish} />
  return (
    <Confirm
      {...dialog}
      title={name === 'delete' ? `Delete server ${server.name}?` : `${label}: ${server.name}?`}
      submitLabel={name === 'delete' ? 'Delete server' : label}
      isDangerous={isDangerous}
      onConfirm={() => onWish({ action: name } as ServerWish)}
    >
      <b>{server.name}</b> {consequence}
    </Confirm>
  )
}
