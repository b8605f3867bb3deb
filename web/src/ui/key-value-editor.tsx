import { ActionIcon, Button, Group, Input, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { insideSentence } from './format.ts'
import { t } from './i18n.ts'
import { emptyKeyValue, type KeyValue } from './key-values.ts'

const none: readonly KeyValue[] = []

interface KeyValueEditorProps {
  /** What the lines are: "Metadata". */
  label: string
  /** The label is beside the lines already. */
  hasHiddenLabel?: boolean
  description?: string
  value?: readonly KeyValue[]
  onChange: (value: KeyValue[]) => void
  error?: string | null
}

/** Edits keys and values, one pair per line. */
export function KeyValueEditor({
  label,
  hasHiddenLabel = false,
  description,
  value = none,
  onChange,
  error,
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
          <Group key={line.id} gap={6} wrap="nowrap" className="key-value">
            <TextInput
              size="xs"
              flex={2}
              placeholder={t('Key')}
              aria-label={t('Key {{number}}', { number: index + 1 })}
              value={line.key}
              onChange={(event) => change(line.id, { key: event.currentTarget.value })}
            />
            <TextInput
              size="xs"
              flex={3}
              placeholder={t('Value')}
              aria-label={t('Value {{number}}', { number: index + 1 })}
              value={line.value}
              onChange={(event) => change(line.id, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('Remove {{what}}', { what: line.key || t('line {{number}}', { number: index + 1 }) })}
              onClick={() => onChange(value.filter(({ id }) => id !== line.id))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Group>
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
