import { Checkbox, Switch, Text, Textarea, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { addressesOf, type SubnetFields } from './subnet-fields.ts'

interface SubnetFieldInputsProps {
  form: UseFormReturnType<SubnetFields>
  /** It is there already: its range cannot be changed. */
  isFixed?: boolean
  /** The name is asked for here. */
  hasName?: boolean
}

/** The fields of a subnet, and how many addresses it would give out as they are filled in. */
export function SubnetFieldInputs({ form, isFixed = false, hasName = true }: SubnetFieldInputsProps) {
  const values = form.getValues()
  const count = addressesOf(values)
  return (
    <>
      {hasName && (
        <TextInput label={t('Subnet name')} autoComplete="off" maxLength={255} {...form.getInputProps('name')} />
      )}
      <TextInput
        label={t('Range of addresses')}
        description={t('An IPv4 network, like 10.0.0.0/24')}
        placeholder="10.0.0.0/24"
        autoComplete="off"
        classNames={{ input: 'mono' }}
        disabled={isFixed}
        {...form.getInputProps('cidr')}
      />
      <Switch
        label={t('Gateway')}
        description={t('Where servers send what is for other networks')}
        {...form.getInputProps('hasGateway', { type: 'checkbox' })}
      />
      {values.hasGateway && (
        <TextInput
          label={t('Gateway address')}
          description={t('The first address of the range if left empty')}
          autoComplete="off"
          classNames={{ input: 'mono' }}
          {...form.getInputProps('gateway')}
        />
      )}
      <Checkbox
        label={t('Give out addresses by DHCP')}
        description={t('Without it servers have to be told their addresses by their config drive')}
        {...form.getInputProps('dhcp', { type: 'checkbox' })}
      />
      <TextInput
        label={t('DNS servers')}
        description={t('Up to five addresses, with commas between')}
        autoComplete="off"
        classNames={{ input: 'mono' }}
        {...form.getInputProps('dns')}
      />
      <Textarea
        label={t('Addresses given out')}
        description={t('One range per line, like 10.0.0.10-10.0.0.99. All but the gateway if left empty.')}
        autosize
        minRows={1}
        maxRows={6}
        classNames={{ input: 'mono' }}
        {...form.getInputProps('pools')}
      />
      <Text size="sm" c="dimmed" component="output">
        {count !== null && t('{{number}} addresses can be given out.', { number: formatNumber(count), count })}
      </Text>
    </>
  )
}
