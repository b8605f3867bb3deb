import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '#ui/i18n'

/** Requests that an application credential is good for. */
export interface AccessRule {
  service: string
  method: string
  path: string
}

const services = ['compute', 'image', 'network', 'identity', 'placement']
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Why a rule cannot be one; null for one that can. */
export const isAccessRule = ({ path }: AccessRule): string | null =>
  path.startsWith('/') ? null : t('Enter a path like /v2.1/servers/**')

interface AccessRulesProps {
  rules: readonly AccessRule[]
  /** What is wrong with the rule at this place. */
  errorAt: (index: number) => ReactNode
  onChange: (rules: AccessRule[]) => void
}

/** The only requests that an application credential is good for; any, where there is no rule. */
export function AccessRules({ rules, errorAt, onChange }: AccessRulesProps) {
  const change = (index: number, what: Partial<AccessRule>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...what } : rule)))
  return (
    <Stack gap={6} component="fieldset" className="plain-fieldset" aria-label={t('Access rules')}>
      <div>
        <Text size="sm" fw={500}>
          {t('Access rules')}
        </Text>
        <Text size="xs" c="dimmed">
          {t(
            'The only requests that it is good for; without a rule it is good for all. * is one part of a path, ** the rest.',
          )}
        </Text>
      </div>
      {rules.map((rule, index) => (
        // Rows are told from each other by their place alone, and keep nothing of their own.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={index} gap={6} align="flex-start">
          <Select
            aria-label={t('Service of rule {{n}}', { n: index + 1 })}
            data={services}
            allowDeselect={false}
            w={120}
            value={rule.service}
            onChange={(service) => change(index, { service: service! })}
          />
          <Select
            aria-label={t('Method of rule {{n}}', { n: index + 1 })}
            data={methods}
            allowDeselect={false}
            w={100}
            value={rule.method}
            onChange={(method) => change(index, { method: method! })}
          />
          <TextInput
            aria-label={t('Path of rule {{n}}', { n: index + 1 })}
            placeholder="/v2.1/servers/**"
            flex="1 1 160px"
            classNames={{ input: 'mono' }}
            value={rule.path}
            error={errorAt(index)}
            onChange={(event) => change(index, { path: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('Remove rule {{n}}', { n: index + 1 })}
            onClick={() => onChange(rules.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...rules, { service: 'compute', method: 'GET', path: '' }])}
      >
        {t('Add rule')}
      </Button>
    </Stack>
  )
}
