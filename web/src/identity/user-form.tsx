import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
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
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { domainNamesQuery } from './names-query.ts'
import { newPassword } from './new-password.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { type PasswordChoice, PasswordFields, passwordRule } from './password-fields.tsx'

interface UserFormProps {
  opened: boolean
  onClose: () => void
}

const empty = {
  name: '',
  email: '',
  description: '',
  domainId: null as string | null,
  projectId: null as string | null,
  password: { how: 'made', password: '' } as PasswordChoice,
}

/** Creates a user; a password that was made is shown once, and then their page, where roles are given. */
export function UserForm({ opened, onClose }: UserFormProps) {
  const bff = useBff()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data: domains } = useSuspenseQuery(domainNamesQuery(bff))
  const [made, setMade] = useState<{ id: string; name: string; password: string } | null>(null)
  const form = useForm({
    initialValues: empty,
    validate: { name: (name) => (name.trim() ? null : t('Give the user a name')), password: passwordRule },
  })
  const save = useMutation({
    mutationFn: async ({ name, email, description, domainId, projectId, password }: typeof empty) => {
      const secret = password.how === 'made' ? newPassword() : password.password
      const wanted = {
        name: name.trim(),
        password: secret,
        description: description.trim(),
        ...(email.trim() ? { email: email.trim() } : {}),
        ...(domainId ? { domain_id: domainId } : {}),
        ...(projectId ? { default_project_id: projectId } : {}),
      }
      const { user } = await api(bff).read<{ user: UserView }>('identity', '/users', {
        method: 'POST',
        json: { user: wanted },
      })
      return { id: user.id, name: user.name, password: secret, isMade: password.how === 'made' }
    },
    onSuccess: async ({ isMade, ...user }) => {
      if (isMade) setMade(user)
      close()
      await refetchAfter(queryClient, { topic: 'project' })
      if (!isMade) void navigate(adminPaths.user(user.id))
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <>
      <FormDialog
        title={t('Create user')}
        opened={opened}
        onClose={close}
        onSubmit={form.onSubmit((values) => save.mutate(values))}
        submitLabel={t('Create user')}
        isPending={save.isPending}
        error={save.error}
      >
        <TextInput
          label={t('Name')}
          data-autofocus
          autoComplete="off"
          maxLength={255}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('Email')}
          type="email"
          autoComplete="off"
          maxLength={255}
          {...form.getInputProps('email')}
        />
        <Textarea label={t('Description')} autosize minRows={1} maxRows={4} {...form.getInputProps('description')} />
        {domains.size > 1 && (
          <Select
            label={t('Domain')}
            description={t('Your own if left empty')}
            clearable
            searchable
            data={[...domains].map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('domainId')}
          />
        )}
        <NamePicker
          kind="project"
          label={t('Default project')}
          description={t('Gives no role: that is given on the page of the user')}
          id={form.values.projectId}
          onChange={(id) => form.setFieldValue('projectId', id)}
        />
        <PasswordFields
          value={form.values.password}
          error={form.errors['password']}
          onChange={(password) => form.setFieldValue('password', password)}
        />
      </FormDialog>
      <PasswordDialog
        made={made}
        onClose={() => {
          if (made) void navigate(adminPaths.user(made.id))
          setMade(null)
        }}
      />
    </>
  )
}
