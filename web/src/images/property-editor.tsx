import { ActionIcon, Autocomplete, Button, Group, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { t } from '#ui/i18n'
import { emptyKeyValue, type KeyValue } from '#ui/key-values'
import { keyProblem, knownProperties, knownProperty, propertyProblem } from './known-properties.ts'

interface PropertyEditorProps {
  lines: readonly KeyValue[]
  onChange: (lines: KeyValue[]) => void
}

/** Edits properties of an image, one per line: what a key does is explained, and a value that would do nothing is refused beside it. */
export function PropertyEditor({ lines, onChange }: PropertyEditorProps) {
  const box = useRef<HTMLFieldSetElement>(null)
  const change = (id: number, part: Partial<KeyValue>) =>
    onChange(lines.map((line) => (line.id === id ? { ...line, ...part } : line)))
  const add = () => {
    onChange([...lines, emptyKeyValue()])
    requestAnimationFrame(() =>
      [...(box.current?.querySelectorAll('.key-value') ?? [])].at(-1)?.querySelector('input')?.focus(),
    )
  }
  return (
    <fieldset className="key-values" ref={box} aria-label={t('Properties')}>
      {lines.map((line, index) => (
        <PropertyLine
          key={line.id}
          line={line}
          number={index + 1}
          onChange={(part) => change(line.id, part)}
          onRemove={() => onChange(lines.filter(({ id }) => id !== line.id))}
        />
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={12} aria-hidden />}
          onClick={add}
          aria-label={t('Add property')}
        >
          {t('Add')}
        </Button>
      </div>
    </fieldset>
  )
}

const keys = knownProperties.map(({ key }) => key)

interface PropertyLineProps {
  line: KeyValue
  number: number
  onChange: (part: Partial<KeyValue>) => void
  onRemove: () => void
}

function PropertyLine({ line: { key, value }, number, onChange, onRemove }: PropertyLineProps) {
  const known = knownProperty(key)
  return (
    <div>
      <Group gap={6} wrap="nowrap" align="flex-start" className="key-value">
        <Autocomplete
          size="xs"
          flex={2}
          placeholder={t('Key')}
          aria-label={t('Key {{number}}', { number })}
          data={keys}
          limit={12}
          value={key}
          onChange={(next) => onChange({ key: next })}
          error={keyProblem(key)}
        />
        <Autocomplete
          size="xs"
          flex={3}
          placeholder={t('Value')}
          aria-label={t('Value {{number}}', { number })}
          data={known?.values ?? []}
          // All of them, whatever is there: they are few, and the one that is there may be wrong.
          filter={({ options }) => options}
          value={value}
          onChange={(next) => onChange({ value: next })}
          error={value === '' ? null : propertyProblem(key, value)}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('Remove {{what}}', { what: key || t('line {{number}}', { number }) })}
          onClick={onRemove}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
      {known && (
        <Text size="xs" c="dimmed">
          {known.explains}
        </Text>
      )}
    </div>
  )
}
