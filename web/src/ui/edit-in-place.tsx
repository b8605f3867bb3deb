import { ActionIcon, Button, Group, Stack, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { ErrorNotice } from './error-notice.tsx'

interface EditInPlaceProps<Value> {
  /** What is edited, as it stands in a sentence: "name". */
  label: string
  value: Value
  /** How it reads while nobody edits it. */
  show: ReactNode
  /** The fields while somebody does. */
  edit: (value: Value, onChange: (value: Value) => void) => ReactNode
  /** What is wrong with a value; null when nothing is. */
  check?: (value: Value) => string | null
  /** Resolves once the new value is what is shown. */
  onSave: (value: Value) => Promise<unknown>
  /** Why it cannot be changed now. */
  refusal?: string | undefined
}

/** A value with a pencil: it becomes a small form where it stands, and a value again once it is saved. Escape leaves it. */
export function EditInPlace<Value>(props: EditInPlaceProps<Value>) {
  const { label, value, show, edit, check, onSave, refusal } = props
  const [draft, setDraft] = useState<{ value: Value } | null>(null)
  const save = useMutation({ mutationFn: onSave, onSuccess: () => close() })
  const [problem, setProblem] = useState<string | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const isEditing = draft !== null
  const wasEditing = useRef(false)
  useEffect(() => {
    if (isEditing) form.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()
    else if (wasEditing.current) pencil.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  const close = () => {
    setDraft(null)
    setProblem(null)
    save.reset()
  }
  if (!draft)
    return (
      <div className="editable">
        <div className="break">{show}</div>
        <Tooltip label={refusal ?? `Edit ${label}`} multiline maw={340}>
          <ActionIcon
            ref={pencil}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Edit ${label}`}
            {...(refusal ? { 'aria-disabled': true, 'data-disabled': true, 'aria-description': refusal } : {})}
            onClick={() => !refusal && setDraft({ value })}
          >
            <IconPencil size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    )
  const submit = () => {
    const wrong = check?.(draft.value) ?? null
    setProblem(wrong)
    if (wrong === null) save.mutate(draft.value)
  }
  return (
    // Escape is no control of its own: a button beside it does the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={form}
      noValidate
      aria-label={`Edit ${label}`}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
    >
      <Stack gap="xs">
        {edit(draft.value, (next) => setDraft({ value: next }))}
        {problem && <ErrorNotice error={{ message: problem }} />}
        {save.error && <ErrorNotice error={save.error} />}
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={save.isPending}>
            Save
          </Button>
          <Button variant="default" size="compact-sm" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
