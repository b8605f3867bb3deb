import { useQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import type { DialogState } from '#ui/form-dialog'
import { createOptionsQuery } from './create-options-query.ts'

/** What the form in `dialog` offers. If it could not be loaded, the dialog shows the error. */
export function useCreateOptions(dialog: DialogState) {
  const { data: options, error } = useQuery(createOptionsQuery(useBff()))
  return { options, dialog: { ...dialog, error: dialog.error ?? error } }
}
