import { Select, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'
import { useCreateOptions } from '../use-create-options.ts'

/** Brings a shelved server back, where one wants it. */
export function ServerUnshelveForm({ server, dialog: state, onWish }: ActionFormProps) {
  const { options, dialog } = useCreateOptions(state)
  const form = useForm({ initialValues: { zone: null as string | null, host: null as string | null } })
  const isOffloaded = server.vmState === 'shelved_offloaded'
  return (
    <FormDialog
      {...dialog}
      title={`Unshelve ${server.name}`}
      submitLabel="Unshelve"
      onSubmit={form.onSubmit(({ zone, host }) =>
        onWish({ action: 'unshelve', ...(zone ? { zone } : {}), ...(host ? { host } : {}) }),
      )}
    >
      {isOffloaded ? (
        <>
          <Select
            label="Zone"
            placeholder="Any"
            clearable
            data-autofocus
            data={options?.zones ?? []}
            {...form.getInputProps('zone')}
          />
          {options && options.hosts.length > 0 && (
            <Select
              label="Host"
              placeholder="As the scheduler finds"
              clearable
              searchable
              data={options.hosts}
              {...form.getInputProps('host')}
            />
          )}
        </>
      ) : (
        <Text size="sm">It is still on its host and starts there again, with the disk that it had.</Text>
      )}
    </FormDialog>
  )
}
