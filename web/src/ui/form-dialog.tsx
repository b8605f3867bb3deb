import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { ErrorNotice, type Refused } from './error-notice.tsx'
import { t } from './i18n.ts'
import { useLeaveBlocker } from './use-leave-blocker.ts'

/** The state of a dialog, which its opener keeps. */
export interface DialogState {
  opened: boolean
  onClose: () => void
  isPending: boolean
  /** Why the last attempt failed; null if it did not. */
  error: Refused | null
}

interface FormDialogProps extends DialogState {
  title: string
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void
  submitLabel: string
  isDangerous?: boolean
  /** Wider, for what has columns. */
  size?: 'lg'
  /** Why it cannot be submitted as it is filled in. The button stays focusable, so that the reason can be read. */
  refusal?: string | undefined
  /** While it cannot be closed: the button that stops it instead. */
  stop?: { label: string; onClick: () => void } | undefined
  /** It asks something, and nothing is lost with it. */
  isQuestion?: boolean
  children: ReactNode
}

/** A form in a dialog, which shows when it is being submitted and why that failed. */
export function FormDialog(props: FormDialogProps) {
  // A dialog that is mounted open does not know what had the focus before, and could not return it.
  const isMounted = useMounted()
  const keepFocus = useFocusAfter(props.error)
  // Escape belongs to the dialog on top.
  const [isLeaving, setLeaving] = useState(false)
  const isFilled = useRef(false)
  useEffect(() => {
    if (!props.opened) isFilled.current = false
  }, [props.opened])
  return (
    <Modal
      opened={props.opened && isMounted}
      onClose={props.stop ? () => undefined : props.onClose}
      title={props.title}
      {...(props.size ? { size: props.size } : {})}
      closeOnEscape={!isLeaving}
      closeButtonProps={{ 'aria-label': t('Close'), disabled: props.stop !== undefined }}
      centered
    >
      {/* The form is no control: it hears what is chosen in its fields, by mouse or by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events */}
      <form
        noValidate
        onInput={() => {
          isFilled.current = true
        }}
        // What is chosen from a list is no input of the field; its options stand outside of the form, and tell it all the same.
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('[role="option"]')) isFilled.current = true
        }}
        onSubmit={(event) => {
          event.preventDefault()
          keepFocus()
          if (!props.refusal) props.onSubmit(event)
        }}
      >
        <Stack>
          {props.children}
          {props.error && <ErrorNotice error={props.error} />}
          <Group justify="flex-end" className="form-foot">
            <Button
              variant="default"
              onClick={props.stop?.onClick ?? props.onClose}
              {...(props.isDangerous ? { 'data-autofocus': true } : {})}
            >
              {props.stop?.label ?? t('Cancel')}
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
      {props.opened && !props.isQuestion && !props.stop && (
        <LeaveQuestion isFilled={() => isFilled.current} onAsk={setLeaving} />
      )}
    </Modal>
  )
}

interface LeaveQuestionProps {
  /** Asked at that moment. */
  isFilled: () => boolean
  onAsk: (isAsking: boolean) => void
}

/** Asks before the browser's buttons take a form with what was filled in. Its own are no surprise to anybody. */
function LeaveQuestion({ isFilled, onAsk }: LeaveQuestionProps) {
  const blocker = useLeaveBlocker(({ historyAction }) => historyAction === 'POP' && isFilled())
  const isAsking = blocker.state === 'blocked'
  useEffect(() => onAsk(isAsking), [isAsking, onAsk])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isFilled()) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  })
  return (
    <FormDialog
      title={t('Leave the form?')}
      submitLabel={t('Leave')}
      opened={isAsking}
      onClose={() => blocker.reset?.()}
      onSubmit={() => blocker.proceed?.()}
      isPending={false}
      error={null}
      isDangerous
      isQuestion
    >
      <Text size="sm">{t('What you have filled in is lost.')}</Text>
    </FormDialog>
  )
}

/** Where the form was sent from has the focus again once `error` is there: a button that is disabled meanwhile loses it. */
function useFocusAfter(error: Refused | null) {
  const sentFrom = useRef<Element | null>(null)
  useEffect(() => {
    const isLost = !document.activeElement?.matches('input, textarea, select, button, [tabindex="0"]')
    if (error && isLost && sentFrom.current instanceof HTMLElement) sentFrom.current.focus()
  }, [error])
  return () => {
    sentFrom.current = document.activeElement
  }
}
