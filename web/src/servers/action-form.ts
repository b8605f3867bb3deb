import type { DialogState } from '#ui/form-dialog'
import type { ServerRow, ServerWish } from '#app/bff'

/** What the form of an action gets: whose it is, the dialog that it stands in, and where its wish goes. */
export interface ActionFormProps {
  server: ServerRow
  dialog: DialogState
  onWish: (wish: ServerWish) => void
}
