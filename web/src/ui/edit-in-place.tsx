import { ActionIcon, Button, Group, Stack, Tooltip } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { ErrorNotice } from './error-notice.tsx'
import { t } from './i18n.ts'
import { useRefusalOf, type Needs } from './permit.ts'

interface EditInPlaceProps<Value> {
  /** What is edited, within a sentence: "name". */
  label: string
  value: Value
  /** The value while it is not edited. */
  show: ReactNode
  /** The fields while it is edited. */
  edit: (value: Value, onChange: (value: Value) => void) => ReactNode
  /** What is wrong with a value; null if nothing is. */
  check?: (value: Value) => string | null
  /** Resolves once the new value is shown. `before` is the value that the editing began with: others may have changed it meanwhile. */
  onSave: (value: Value, before: Value) => Promise<unknown>
  /** Why it cannot be changed now. */
  refusal?: string | undefined
  /** The policy rules that it takes. */
  needs?: Needs | undefined
  /** The pencil is shown only while the value has the pointer or the focus. */
  isQuiet?: boolean
}

/** A value with a pencil that turns it into a small form, and back once it is saved. Escape cancels. */
export function EditInPlace<Value>(props: EditInPlaceProps<Value>) {
  const { label, value, show, edit, check, onSave, isQuiet = false } = props
  const refusal = useRefusalOf()(props)
  const [draft, setDraft] = useState<{ value: Value; before: Value } | null>(null)
  const save = useMutation({
    mutationFn: (edited: { value: Value; before: Value }) => onSave(edited.value, edited.before),
    onSuccess: () => close(),
  })
  const [problem, setProblem] = useState<string | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const isEditing = draft !== null
  const wasEditing = useRef(false)
  useEffect(() => {
    if (!isEditing && wasEditing.current) pencil.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  const close = () => {
    setDraft(null)
    setProblem(null)
    save.reset()
  }
  if (!draft)
    return (
      <div className="editable reveals">
        <div className="break">{show}</div>
        <Tooltip label={refusal ?? t('Edit {{what}}', { what: label })} multiline maw={340}>
          <ActionIcon
            ref={pencil}
            variant="subtle"
            color="gray"
            size={20}
            className={isQuiet ? 'on-hover' : ''}
            aria-label={t('Edit {{what}}', { what: label })}
            {...(refusal ? { 'aria-disabled': true, 'data-disabled': true, 'aria-description': refusal } : {})}
            onClick={() => !refusal && setDraft({ value, before: value })}
          >
            <IconPencil size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    )
  const submit = () => {
    // What was left alone is not sent: it would lose the white space around it.
    if (draft.value === draft.before) return close()
    const wrong = check?.(draft.value) ?? null
    setProblem(wrong)
    if (wrong === null) save.mutate(draft)
  }
  return (
    // Escape needs no control of its own: the Cancel button does the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={form}
      noValidate
      aria-label={t('Edit {{what}}', { what: label })}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && close()}
    >
      <Stack gap="xs">
        <Suspense fallback={null}>
          {edit(draft.value, (next) => setDraft({ ...draft, value: next }))}
          <Once then={() => form.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()} />
        </Suspense>
        {problem && <ErrorNotice error={{ message: problem }} />}
        {save.error && <ErrorNotice error={save.error} />}
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={save.isPending}>
            {t('Save')}
          </Button>
          <Button variant="default" size="compact-sm" onClick={close}>
            {t('Cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Calls back when what it stands beside is shown: a field may have to be loaded first. */
function Once({ then }: { then: () => void }) {
  const first = useRef(then)
  useEffect(() => first.current(), [])
  return null
}
