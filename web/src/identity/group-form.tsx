import type { GroupView } from '@kilonova/compute-core/services/identity/api/view-group'
import { Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { groupAddress } from './group-query.ts'
import { domainNamesQuery } from './names-query.ts'

interface GroupFormProps {
  opened: boolean
  onClose: () => void
  /** The one that is changed; a new one is made without. */
  group?: GroupView
}

/** Creates a group and leads to its page, or changes the name and the description of one. */
export function GroupForm({ opened, onClose, group }: GroupFormProps) {
  const bff = useBff()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(group)
  const form = useForm({
    initialValues: {
      name: before?.name ?? '',
      description: before?.description ?? '',
      domainId: null as string | null,
    },
    validate: { name: (name) => (name.trim() ? null : t('Give the group a name')) },
  })
  const save = useMutation({
    mutationFn: ({ name, description, domainId }: ReturnType<typeof form.getValues>) => {
      const wanted = { name: name.trim(), description: description.trim() }
      if (!before)
        return api(bff).read<{ group: GroupView }>('identity', '/groups', {
          method: 'POST',
          json: { group: { ...wanted, ...(domainId ? { domain_id: domainId } : {}) } },
        })
      const changed = Object.entries(wanted).filter(([field, value]) => before[field] !== value)
      return api(bff).read<{ group: GroupView }>('identity', groupAddress(before.id), {
        method: 'PATCH',
        json: { group: Object.fromEntries(changed) },
      })
    },
    onSuccess: async (answer) => {
      close()
      await refetchAfter(queryClient, { topic: 'project' })
      if (!before) void navigate(adminPaths.group(answer.group.id))
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={before ? t('Edit group') : t('Create group')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={before ? t('Save') : t('Create group')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={64} {...form.getInputProps('name')} />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
      {!before && domains.size > 1 && (
        <Select
          label={t('Domain')}
          description={t('Your own if left empty')}
          clearable
          searchable
          data={[...domains].map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('domainId')}
        />
      )}
    </FormDialog>
  )
}
