import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { ActionFormProps } from '../action-form.ts'
import { useCreateOptions } from '../../choices/use-create-options.ts'

/** Starts a shelved server again, in a zone or on a host of one's choice. */
export function ServerUnshelveForm({ server, dialog: state, onCommand }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({ initialValues: { zone: null as string | null, host: null as string | null } })
  const isOffloaded = server.vmState === 'shelved_offloaded'
  return (
    <FormDialog
      {...dialog}
      title={t('Unshelve {{name}}', { name: server.name })}
      submitLabel={t('Unshelve')}
      onSubmit={form.onSubmit(({ zone, host }) =>
        onCommand({ action: 'unshelve', ...(zone ? { zone } : {}), ...(host ? { host } : {}) }),
      )}
    >
      {isOffloaded ? (
        <>
          <Select
            label={t('Zone')}
            placeholder={t('Any')}
            clearable
            data-autofocus
            data={options?.zones ?? []}
            {...form.getInputProps('zone')}
          />
          {options && options.hosts.length > 0 && (
            <Select
              label={t('Host')}
              placeholder={t('Chosen by the scheduler')}
              clearable
              searchable
              data={options.hosts}
              {...form.getInputProps('host')}
            />
          )}
        </>
      ) : (
        <Text size="sm">{t('The server is still on its host and starts there again with the same disk.')}</Text>
      )}
    </FormDialog>
  )
}
