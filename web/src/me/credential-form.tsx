import { Checkbox, MultiSelect, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { call, personBff } from '#shared/bff'
import { lastProject, useSession } from '#shared/session'
import { endOfDay, isDate } from '#ui/days'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { timeZone, usePreferences } from '#ui/preferences'
import { type AccessRule, AccessRules, isAccessRule } from './access-rules.tsx'
import type { NewCredential } from './me-query.ts'

interface CredentialFormProps {
  opened: boolean
  onClose: () => void
  onCreated: (credential: NewCredential) => void
}

/** Creates an application credential for one project, with some of the roles that one has in it. */
export function CredentialForm({ opened, onClose, onCreated }: CredentialFormProps) {
  const { projects } = useSession()
  const first = lastProject(projects) ?? projects[0]
  usePreferences() // the zone may be changed in another tab while this is filled in
  const form = useForm({
    initialValues: {
      projectId: first?.id ?? null,
      name: '',
      description: '',
      roles: [...(first?.roles ?? [])],
      expires: '',
      unrestricted: false,
      accessRules: [] as AccessRule[],
    },
    validate: {
      projectId: (id) => (id ? null : t('Choose a project')),
      name: (name) => (name.trim() ? null : t('Enter a name')),
      roles: (roles) => (roles.length > 0 ? null : t('Choose at least one role')),
      expires: (day) => (day === '' || isToCome(day) ? null : t('Choose a day that is still to come')),
      accessRules: { path: (_path, values, at) => isAccessRule(values.accessRules[Number(at.split('.')[1])]!) },
    },
  })
  type Values = typeof form.values
  const save = useMutation({
    mutationFn: ({ projectId, name, description, roles, expires, unrestricted, accessRules }: Values) =>
      call(
        personBff.me['application-credentials'].$post({
          json: {
            projectId: projectId!,
            name,
            roles,
            unrestricted,
            accessRules,
            ...(description && { description }),
            ...(expires && { expiresAt: endOfDay(expires, timeZone()).toISOString() }),
          },
        }),
      ),
    onSuccess: (credential) => {
      onCreated(credential)
      close()
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  const { projectId } = form.values
  const project = projects.find(({ id }) => id === projectId)
  return (
    <FormDialog
      title={t('Create application credential')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Create application credential')}
      isPending={save.isPending}
      error={save.error}
    >
      <TextInput label={t('Name')} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <TextInput label={t('Description')} autoComplete="off" {...form.getInputProps('description')} />
      <Select
        label={t('Project')}
        data={projects.map(({ id, name }) => ({ value: id, label: name }))}
        searchable={projects.length > 8}
        allowDeselect={false}
        {...form.getInputProps('projectId')}
        onChange={(id) => {
          const chosen = projects.find((one) => one.id === id)
          form.setValues({ projectId: id, roles: [...(chosen?.roles ?? [])] })
        }}
      />
      <MultiSelect
        label={t('Roles')}
        searchable
        description={t('Those that you have in the project, or fewer')}
        data={[...(project?.roles ?? [])]}
        {...form.getInputProps('roles')}
      />
      <TextInput
        label={t('Expires at the end of')}
        description={t('Empty is never. The day is that of your time zone, {{zone}}.', { zone: timeZone() })}
        type="date"
        {...form.getInputProps('expires')}
      />
      <AccessRules
        rules={form.values.accessRules}
        errorAt={(index) => form.errors[`accessRules.${index}.path`]}
        onChange={(accessRules) => form.setFieldValue('accessRules', accessRules)}
      />
      <Checkbox
        label={t('May create other application credentials and trusts')}
        description={t('Dangerous: whoever has it can keep access after you delete it.')}
        {...form.getInputProps('unrestricted', { type: 'checkbox' })}
      />
    </FormDialog>
  )
}

const isToCome = (day: string): boolean => isDate(day) && endOfDay(day, timeZone()) > new Date()
