import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import type { FormEvent, ReactNode } from 'react'
import { ErrorNotice, type Refused } from './error-notice.tsx'

/** What whoever opened a dialog knows of it. */
export interface DialogState {
  opened: boolean
  onClose: () => void
  isPending: boolean
  /** Why the last try was refused; null when it was not. */
  error: Refused | null
}

interface FormDialogProps extends DialogState {
  title: string
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void
  submitLabel: string
  isDangerous?: boolean
  /** Why it cannot be sent as it is filled in; it stays reachable, so that the reason can be read. */
  refusal?: string | undefined
  /** While it cannot be closed: what stops it instead. */
  stop?: { label: string; onClick: () => void } | undefined
  children: ReactNode
}

/** A form in a dialog: it cannot forget to show that it is busy, nor why it was refused. */
export function FormDialog(props: FormDialogProps) {
  // One that is mounted open has not seen who had the focus before, and could not give it back.
  const isMounted = useMounted()
  return (
    <Modal
      opened={props.opened && isMounted}
      onClose={props.stop ? () => undefined : props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close', disabled: props.stop !== undefined }}
      centered
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!props.refusal) props.onSubmit(event)
        }}
      >
        <Stack>
          {props.children}
          {props.error && <ErrorNotice error={props.error} />}
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={props.stop?.onClick ?? props.onClose}
              {...(props.isDangerous ? { 'data-autofocus': true } : {})}
            >
              {props.stop?.label ?? 'Cancel'}
            </Button>
            <Button
              type="submit"
              loading={props.isPending}
              {...(props.isDangerous ? { color: 'red.8' } : {})}
              {...(props.refusal
                ? { 'data-disabled': true, 'aria-disabled': true, 'aria-description': props.refusal }
                : {})}
            >
              {props.submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
