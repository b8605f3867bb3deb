import { NumberInput, SimpleGrid } from '@mantine/core'
import { t } from '#ui/i18n'
import { keyOf, type Limits, type QuotaResource } from './quota-resources.ts'

interface LimitInputsProps {
  resources: readonly QuotaResource[]
  values: Readonly<Record<string, number | string>>
  errors: Readonly<Record<string, React.ReactNode>>
  /** What is used is told beside each limit. */
  limits?: Limits
  /** What an empty field says. */
  placeholder?: string
  onChange: (key: string, value: number | string) => void
}

/** A field for each limit; -1 is no limit. */
export function LimitInputs({ resources, values, errors, limits, placeholder, onChange }: LimitInputsProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
      {resources.map((resource) => {
        const key = keyOf(resource)
        return (
          <NumberInput
            key={key}
            label={resource.name === 'ram' ? t('Memory (MB)') : resource.label}
            description={usedOf(resource, limits?.[key]?.used)}
            min={-1}
            max={2_147_483_647}
            allowDecimal={false}
            placeholder={placeholder}
            value={values[key] ?? ''}
            error={errors[key]}
            onChange={(value) => onChange(key, value)}
          />
        )
      })}
    </SimpleGrid>
  )
}

const usedOf = ({ isOfEach, format }: QuotaResource, used: number | undefined) =>
  isOfEach || used === undefined ? undefined : t('{{used}} used', { used: format(used) })
