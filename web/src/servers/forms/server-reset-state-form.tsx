import { SegmentedControl, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormDialog } from '#ui/form-dialog'
import type { ActionFormProps } from '../action-form.ts'

/** Says what state a server is in, whatever is true. */
export function ServerResetStateForm({ server, dialog, onWish }: ActionFormProps) {
  const form = useForm({ initialValues: { state: 'error' as 'active' | 'error' } })
  const { state } = form.getValues()
  return (
    <FormDialog
      {...dialog}
      title={`Reset the state of ${server.name}?`}
      submitLabel={`Set to ${state}`}
      isDangerous
      onSubmit={form.onSubmit((wish) => onWish({ action: 'resetState', ...wish }))}
    >
      <SegmentedControl
        aria-label="State"
        data={[
          { value: 'error', label: 'Error' },
          { value: 'active', label: 'Active' },
        ]}
        {...form.getInputProps('state')}
      />
      <Text size="sm">
        Only what the cloud believes is changed, not the guest. Whatever it was doing is forgotten
        {server.taskState ? ` (now: ${server.taskState})` : ''}. A state that is not true makes later actions fail.
      </Text>
    </FormDialog>
  )
}
