import { Text } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { FormDialog, type DialogState } from './form-dialog.tsx'
import { useTypedName } from './typed-name.tsx'

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
  /** What has to be typed first, where much is lost or many are concerned: the name of the thing. */
  typed?: string | undefined
  /** Why it cannot be done as things are. */
  refusal?: string | undefined
}

/** Confirms something that cannot be undone, with its consequence. A refusal is shown in the dialog. */
export function Confirm({ children, onConfirm, typed, refusal, ...dialog }: ConfirmProps) {
  const name = useTypedName(typed)
  const { reset } = name
  // Also after it was done: the next question asks anew.
  useEffect(() => {
    if (!dialog.opened) reset()
  }, [dialog.opened, reset])
  return (
    <FormDialog {...dialog} isQuestion onSubmit={onConfirm} refusal={refusal ?? name.refusal}>
      <Text size="sm" className="break" component="div">
        {children}
      </Text>
      {name.field}
    </FormDialog>
  )
}
