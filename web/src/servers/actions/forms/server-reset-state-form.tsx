import { SegmentedControl, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { useTypedName } from '#ui/typed-name'
import { OwnerNote } from '../owner-note.tsx'
import type { ActionFormProps } from '../action-form.ts'

/** Sets the recorded state of a server, whatever its real one. */
export function ServerResetStateForm({ server, dialog, onCommand }: ActionFormProps) {
  const form = useForm({ initialValues: { state: 'error' as 'active' | 'error' } })
  const { state } = form.getValues()
  const name = useTypedName(server.name)
  return (
    <FormDialog
      {...dialog}
      title={t('Reset the state of {{name}}?', { name: server.name })}
      submitLabel={state === 'error' ? t('Set to error') : t('Set to active')}
      isDangerous
      refusal={name.refusal}
      onSubmit={form.onSubmit((values) => onCommand({ action: 'resetState', ...values }))}
    >
      <SegmentedControl
        aria-label={t('State')}
        data={[
          { value: 'error', label: t('Error') },
          { value: 'active', label: t('Active') },
        ]}
        {...form.getInputProps('state')}
      />
      <Text size="sm">
        {server.taskState
          ? t(
              'Only the recorded state changes, not the guest. The task in progress ({{task}}) is cleared. A wrong state makes later actions fail.',
              { task: server.taskState },
            )
          : t(
              'Only the recorded state changes, not the guest. The task in progress is cleared. A wrong state makes later actions fail.',
            )}
      </Text>
      <Text size="sm">{t('Everybody who works with {{name}} is shown the new state.', { name: server.name })}</Text>
      <OwnerNote server={server} />
      {name.field}
    </FormDialog>
  )
}
