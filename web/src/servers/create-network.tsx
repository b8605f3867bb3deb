import { Input, MultiSelect, SegmentedControl, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { CreateOptions } from '#app/bff'
import type { CreateWish } from './create-wish.ts'
import { portChoice } from './port-choice.ts'

const hints = {
  auto: 'The project’s own network; it is made now if there is none yet.',
  chosen: 'One network card for each network and each port, in this order.',
  none: 'No network card: reachable by console only.',
}

interface CreateNetworkProps {
  form: UseFormReturnType<CreateWish>
  options: CreateOptions
}

/** Which networks a new server is on: found, none, or chosen networks and ports. */
export function CreateNetwork({ form, options }: CreateNetworkProps) {
  const { networking } = form.getValues()
  return (
    <div>
      <Input.Label labelElement="div" mb={4}>
        Network
      </Input.Label>
      <SegmentedControl
        aria-label="Network"
        fullWidth
        data={[
          { value: 'auto', label: 'Automatic' },
          { value: 'chosen', label: 'Choose' },
          { value: 'none', label: 'None' },
        ]}
        {...form.getInputProps('networking')}
      />
      <Text size="xs" c="dimmed" mt={6}>
        {hints[networking]}
      </Text>
      {networking === 'chosen' && (
        <>
          <MultiSelect
            mt="xs"
            label="Networks"
            data={options.networks.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('networkIds')}
          />
          {options.ports.length > 0 && (
            <MultiSelect
              mt="xs"
              label="Ports that are there already"
              data={options.ports.map(portChoice)}
              {...form.getInputProps('portIds')}
            />
          )}
        </>
      )}
    </div>
  )
}
