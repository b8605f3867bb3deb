import type { DialogState } from '#ui/form-dialog'
import type { ServerRow, ServerCommand } from '#shared/bff'

/** What the form of an action is given: its server, the dialog it is in, and what to call with its command. */
export interface ActionFormProps {
  server: ServerRow
  dialog: DialogState
  onCommand: (command: ServerCommand) => void
}
