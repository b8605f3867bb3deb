import { Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Banner } from '#ui/banner'
import { FormDialog, type DialogState } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { makerOf, namedSo, nameProblem, notYours } from './template-name.ts'
import type { BriefServerTemplateView } from './template-query.ts'

interface TemplateSaveFormProps extends DialogState {
  templates: readonly BriefServerTemplateView[]
  /** The template that the form began with, as it was then. */
  begunWith: BriefServerTemplateView | null
  hasUserData: boolean
  hasPassword: boolean
  onKeep: (name: string, over: BriefServerTemplateView | null) => void
}

/** Keeps what is filled in as a template: a new one, or in place of the one that has the name. */
export function TemplateSaveForm(props: TemplateSaveFormProps) {
  const { templates, begunWith, hasUserData, hasPassword, onKeep, ...dialog } = props
  const own = begunWith && templates.find(({ id, may_update: may }) => id === begunWith.id && may)
  const form = useForm({
    initialValues: { name: own?.name ?? '' },
    validate: { name: nameProblem },
  })
  const over = namedSo(templates, form.getValues().name)
  const isNewer = over !== undefined && over.id === begunWith?.id && over.revision > begunWith.revision
  return (
    <FormDialog
      {...dialog}
      title={t('Save as template')}
      submitLabel={over ? t('Overwrite template') : t('Save template')}
      refusal={over && !over.may_update ? notYours(over) : undefined}
      onSubmit={form.onSubmit(({ name }) => onKeep(name.trim(), over ?? null))}
    >
      <TextInput
        label={t('Name')}
        data-autofocus
        autoComplete="off"
        maxLength={255}
        {...form.getInputProps('name')}
        {...(over && !over.may_update ? { error: notYours(over) } : {})}
      />
      {over?.may_update && (
        <Banner
          title={t('{{name}} is there already', { name: over.name })}
          text={
            isNewer
              ? t('It was changed since you began with it. Overwriting replaces that change, too.')
              : t('{{maker}} made it. What it asks for is replaced by what you have filled in.', {
                  maker: makerOf(over),
                })
          }
        />
      )}
      <Text size="sm" c="dimmed">
        {t('Everybody in the project can begin with it, and read what is in it.')}
        {hasPassword && ` ${t('The administrator password is not saved.')}`}
      </Text>
      {hasUserData && (
        <Banner text={t('Your user data is saved with it. Leave out passwords and private keys first.')} />
      )}
    </FormDialog>
  )
}
