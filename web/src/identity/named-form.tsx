import { Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { refetchAfter } from '#shared/changes'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'

/** What most things of identity are made of. */
export interface Described {
  name: string
  description: string
}

interface NamedFormProps<Answer> {
  opened: boolean
  onClose: () => void
  title: string
  submitLabel: string
  /** What is said where the name is missing. */
  nameMissing: string
  /** As long as the service takes names. */
  maxName: number
  /** The one that is changed; a new one is made without. */
  before?: { name: string; description?: string | null | undefined } | undefined
  /** Sends all of a new one, and of another what was changed. */
  onSave: (changes: Partial<Described>) => Promise<Answer>
  onSaved?: (answer: Answer) => void
  /** Its own fields. */
  children?: ReactNode
}

/** Makes something of identity that has a name and a description, or changes both. */
export function NamedForm<Answer>({
  opened,
  onClose,
  title,
  submitLabel,
  nameMissing,
  maxName,
  before: now,
  onSave,
  onSaved,
  children,
}: NamedFormProps<Answer>) {
  const queryClient = useQueryClient()
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(now)
  const start: Described = { name: before?.name ?? '', description: before?.description ?? '' }
  const changesOf = (values: Described) => changedFields(start, values)
  const form = useForm({
    initialValues: start,
    validate: { name: (name) => (name.trim() ? null : nameMissing) },
  })
  const save = useMutation({
    mutationFn: ({ name, description }: Described) =>
      onSave(before ? changesOf({ name, description }) : { name: name.trim(), description: description.trim() }),
    onSuccess: async (answer) => {
      close()
      await refetchAfter(queryClient, { topic: 'project' })
      onSaved?.(answer)
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const isSame = before !== undefined && Object.keys(changesOf(form.getValues())).length === 0
  return (
    <FormDialog
      title={title}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={submitLabel}
      isPending={save.isPending}
      error={save.error}
      refusal={isSame ? t('Nothing was changed.') : undefined}
    >
      <TextInput
        label={t('Name')}
        data-autofocus
        autoComplete="off"
        maxLength={maxName}
        {...form.getInputProps('name')}
      />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
      {children}
    </FormDialog>
  )
}
