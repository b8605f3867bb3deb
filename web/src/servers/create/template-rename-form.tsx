import { TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { changedFields } from '#ui/changed-fields'
import { FormDialog, type DialogState } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { nameProblem } from './template-name.ts'

interface TemplateRenameFormProps extends DialogState {
  name: string
  onRename: (name: string) => void
}

/** Gives a template another name. */
export function TemplateRenameForm({ name, onRename, ...dialog }: TemplateRenameFormProps) {
  const form = useForm({ initialValues: { name }, validate: { name: nameProblem } })
  return (
    <FormDialog
      {...dialog}
      title={t('Rename template')}
      submitLabel={t('Rename')}
      onSubmit={form.onSubmit(({ name: wanted }) => onRename(changedFields({ name }, { name: wanted }).name ?? name))}
    >
      <TextInput label={t('Name')} data-autofocus autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
    </FormDialog>
  )
}
