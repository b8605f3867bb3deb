import { ActionIcon, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react'
import { useRef } from 'react'
import { t } from './i18n.ts'

interface FindFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** Which match is shown, counted from 0, of how many. */
  at: number
  count: number
  /** Goes to the next match, or to the one before. */
  onMove: (by: 1 | -1) => void
}

/** Finds places in something long, as browsers do in a page: Ctrl+F leads there, Enter and F3 go on, with Shift back. */
export function FindField({ label, value, onChange, at, count, onMove }: FindFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  // The browser would find no more than is drawn. Where the field has the focus already, the key is the browser's.
  useHotkeys([['mod+F', () => field.current?.select()]])
  useHotkeys(
    [
      ['F3', () => onMove(1)],
      ['shift+F3', () => onMove(-1)],
    ],
    [],
  )
  return (
    <search className="find">
      <TextInput
        ref={field}
        type="search"
        size="xs"
        aria-label={label}
        placeholder={label}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          onMove(event.shiftKey ? -1 : 1)
        }}
      />
      <output className="find-count">
        {value && (count === 0 ? t('None found') : t('{{at}} of {{total}} found', { at: at + 1, total: count }))}
      </output>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t('Previous match')}
        disabled={count === 0}
        onClick={() => onMove(-1)}
      >
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t('Next match')}
        disabled={count === 0}
        onClick={() => onMove(1)}
      >
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
    </search>
  )
}
