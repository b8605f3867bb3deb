import { useQuery } from '@tanstack/react-query'
import type { DialogState } from '#ui/form-dialog'
import { createOptionsQuery } from './server-queries.ts'

/** What the form in `dialog` offers; one that has nothing to offer because it could not be read says so. */
export function useCreateOptions(dialog: DialogState) {
  const { data: options, error } = useQuery(createOptionsQuery)
  return { options, dialog: { ...dialog, error: dialog.error ?? error } }
}
