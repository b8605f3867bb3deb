import type { ProjectView } from '@kilonova/compute-core/services/identity/api/view-project'
import { Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '#shared/api'
import { refetchAfter } from '#shared/changes'
import { NamePicker } from '#shared/name-picker'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { changedFields } from '#ui/changed-fields'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { domainNamesQuery } from './names-query.ts'
import { projectAddress } from './project-query.ts'

interface ProjectFormProps {
  opened: boolean
  onClose: () => void
  /** The one that is changed; a new one is made without. */
  project?: ProjectView | undefined
}

const nameRule = (name: string) => (name.trim() ? null : t('Give the project a name'))

/** Creates a project and leads to its page, or changes the name and the description of one. */
export function ProjectForm({ opened, onClose, project }: ProjectFormProps) {
  const bff = useBff()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  // As it was when the form was opened: what somebody else changes meanwhile stays.
  const [before] = useState(project)
  const form = useForm({
    initialValues: {
      name: before?.name ?? '',
      description: before?.description ?? '',
      domainId: null as string | null,
      parentId: null as string | null,
    },
    validate: { name: nameRule },
  })
  const save = useMutation({
    mutationFn: ({ name, description, domainId, parentId }: ReturnType<typeof form.getValues>) => {
      if (!before)
        return api(bff).read<{ project: ProjectView }>('identity', '/projects', {
          method: 'POST',
          json: {
            project: {
              name: name.trim(),
              description: description.trim(),
              // Below another project it is in the domain of that one.
              ...(parentId ? { parent_id: parentId } : domainId ? { domain_id: domainId } : {}),
            },
          },
        })
      return api(bff).read<{ project: ProjectView }>('identity', projectAddress(before.id), {
        method: 'PATCH',
        json: { project: changedFields({ name: before.name, description: before.description }, { name, description }) },
      })
    },
    onSuccess: async ({ project: { id } }) => {
      close()
      await refetchAfter(queryClient, { topic: 'project', id })
      if (!before) void navigate(adminPaths.project(id))
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={before ? t('Edit project') : t('Create project')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={before ? t('Save') : t('Create project')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={64} {...form.getInputProps('name')} />
      <Textarea
        label={t('Description')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={255}
        {...form.getInputProps('description')}
      />
      {!before && (
        <NamePicker
          kind="project"
          label={t('Parent')}
          description={t('A project that it stands below; none if left empty')}
          id={form.values.parentId}
          onChange={(id) => form.setFieldValue('parentId', id)}
        />
      )}
      {!before && domains.size > 1 && (
        <Select
          label={t('Domain')}
          description={form.values.parentId ? t('That of its parent') : t('Your own if left empty')}
          disabled={form.values.parentId !== null}
          clearable
          searchable
          data={[...domains].map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('domainId')}
        />
      )}
    </FormDialog>
  )
}
