import { ActionIcon, Autocomplete, Button, Group, Input, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { insideSentence } from './format.ts'
import { t } from './i18n.ts'
import { emptyKeyValue, type KeyValue } from './key-values.ts'

const none: readonly KeyValue[] = []

/** What is known of the keys that may be written: it is offered, explained, and what is wrong is said beside it. */
export interface KnownKeys {
  keys: readonly string[]
  /** The values that a key may have, where there are few. */
  valuesOf: (key: string) => readonly string[]
  /** What a key does. */
  explain: (key: string) => string | undefined
  keyProblem: (key: string) => string | null
  valueProblem: (key: string, value: string) => string | null
}

interface KeyValueEditorProps {
  /** What the lines are: "Metadata". */
  label: string
  /** The label is beside the lines already. */
  hasHiddenLabel?: boolean
  description?: string
  value?: readonly KeyValue[]
  onChange: (value: KeyValue[]) => void
  error?: string | null
  known?: KnownKeys
}

/** Edits keys and values, one pair per line; with `known` each line says what its key does. */
export function KeyValueEditor({
  label,
  hasHiddenLabel = false,
  description,
  value = none,
  onChange,
  error,
  known,
}: KeyValueEditorProps) {
  const box = useRef<HTMLFieldSetElement>(null)
  const change = (id: number, part: Partial<KeyValue>) =>
    onChange(value.map((line) => (line.id === id ? { ...line, ...part } : line)))
  const add = () => {
    onChange([...value, emptyKeyValue()])
    requestAnimationFrame(() =>
      [...(box.current?.querySelectorAll('.key-value') ?? [])].at(-1)?.querySelector('input')?.focus(),
    )
  }
  return (
    <Input.Wrapper
      label={hasHiddenLabel ? null : label}
      labelElement="div"
      {...(description ? { description } : {})}
      {...(error ? { error } : {})}
    >
      <fieldset className="key-values" ref={box} aria-label={label}>
        {value.map((line, index) => (
          <Line
            key={line.id}
            line={line}
            number={index + 1}
            known={known}
            onChange={(part) => change(line.id, part)}
            onRemove={() => onChange(value.filter(({ id }) => id !== line.id))}
          />
        ))}
        <div>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={12} aria-hidden />}
            onClick={add}
            aria-label={t('Add to {{what}}', { what: insideSentence(label) })}
          >
            {t('Add')}
          </Button>
        </div>
      </fieldset>
    </Input.Wrapper>
  )
}

interface LineProps {
  line: KeyValue
  number: number
  known: KnownKeys | undefined
  onChange: (part: Partial<KeyValue>) => void
  onRemove: () => void
}

function Line({ line: { key, value }, number, known, onChange, onRemove }: LineProps) {
  const ofKey = { size: 'xs', flex: 2, placeholder: t('Key'), 'aria-label': t('Key {{number}}', { number }) }
  const ofValue = { size: 'xs', flex: 3, placeholder: t('Value'), 'aria-label': t('Value {{number}}', { number }) }
  const explained = known?.explain(key)
  return (
    <div>
      <Group gap={6} wrap="nowrap" align="flex-start" className="key-value">
        {known ? (
          <>
            <Autocomplete
              {...ofKey}
              data={[...known.keys]}
              limit={12}
              value={key}
              onChange={(next) => onChange({ key: next })}
              error={known.keyProblem(key)}
            />
            <Autocomplete
              {...ofValue}
              data={[...known.valuesOf(key)]}
              // All of them, whatever is there: they are few, and the one that is there may be wrong.
              filter={({ options }) => options}
              value={value}
              onChange={(next) => onChange({ value: next })}
              error={value === '' ? null : known.valueProblem(key, value)}
            />
          </>
        ) : (
          <>
            <TextInput {...ofKey} value={key} onChange={(event) => onChange({ key: event.currentTarget.value })} />
            <TextInput
              {...ofValue}
              value={value}
              onChange={(event) => onChange({ value: event.currentTarget.value })}
            />
          </>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('Remove {{what}}', { what: key || t('line {{number}}', { number }) })}
          onClick={onRemove}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
      {explained && (
        <Text size="xs" c="dimmed">
          {explained}
        </Text>
      )}
    </div>
  )
}
