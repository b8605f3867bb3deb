import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormDialog, type DialogState } from './form-dialog.tsx'

interface ConfirmProps extends DialogState {
  /** The question, with the name of what it is about. */
  title: string
  /** What happens then, and what is lost. */
  children: ReactNode
  /** What is done, not "OK". */
  submitLabel: string
  onConfirm: () => void
  /** It destroys something. */
  isDangerous?: boolean
}

/** Confirms something that cannot be undone, with its consequence. A refusal is shown in the dialog. */
export function Confirm({ children, onConfirm, ...dialog }: ConfirmProps) {
  return (
    <FormDialog {...dialog} onSubmit={onConfirm}>
      <Text size="sm" className="break" component="div">
        {children}
      </Text>
    </FormDialog>
  )
}
