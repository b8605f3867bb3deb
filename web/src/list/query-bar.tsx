import { ActionIcon, Combobox, useCombobox } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { t } from '#ui/i18n'
import { useShortcuts } from '#shared/shortcuts'
import { complete, completingAt, isHalfTyped, type Completing } from './complete-query.ts'
import { QueryInk } from './query-ink.tsx'
import { useSuggestions, type Completions } from './use-suggestions.ts'

interface QueryBarProps {
  /** "Search servers" */
  label: string
  placeholder: string
  value: string
  completions: Completions
  /** Why the cloud does not understand the query. */
  error: string | undefined
  onChange: (value: string) => void
}

/**
 * The field in which a list is searched: keys and values are completed while one types, `/` leads to it, Escape leaves it. It asks
 * once nothing was typed for a moment, and not in the middle of a term.
 */
export function QueryBar({ label, placeholder, value, completions, error, onChange }: QueryBarProps) {
  const field = useRef<HTMLInputElement>(null)
  const errorId = useId()
  const { typed, setTyped, send } = useTyped(value, onChange)
  const [caret, setCaret] = useState<number | null>(null)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const completing = caret === null ? undefined : completingAt(typed, caret)
  const suggestions = useSuggestions(completing, completions)
  // While there is something to choose from, a value is half typed: what is wrong with it is said afterwards.
  const shownError = caret !== null && suggestions.length > 0 ? undefined : error
  const sendLater = useDebouncedCallback((next: string) => isHalfTyped(next) || send(next), 250)
  const change = (next: string, at: number) => {
    setTyped(next)
    setCaret(at)
    sendLater(next)
  }
  const accept = (chosen: string) => {
    const next = complete(typed, completing as Completing, chosen)
    change(next.text, next.caret)
    combobox.resetSelectedOption()
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret))
  }
  const focus = () => {
    field.current?.focus()
    field.current?.select()
  }
  useShortcuts(t('Lists'), [{ key: '/', label: t('Search'), run: focus }])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') field.current?.blur()
    if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) {
      combobox.closeDropdown()
      send(typed)
    }
  }
  return (
    <search className="query-bar">
      <Combobox store={combobox} onOptionSubmit={accept} withinPortal={false}>
        <Combobox.DropdownTarget>
          <div className="query-field" data-invalid={shownError !== undefined || undefined}>
            <IconSearch size={16} aria-hidden />
            <div className="query-text">
              <QueryInk text={typed} field={field} />
              <Combobox.EventsTarget withExpandedAttribute>
                <input
                  ref={field}
                  aria-label={label}
                  aria-invalid={shownError !== undefined}
                  aria-errormessage={errorId}
                  placeholder={placeholder}
                  autoComplete="off"
                  spellCheck={false}
                  value={typed}
                  onFocus={() => combobox.openDropdown()}
                  onBlur={() => {
                    combobox.closeDropdown()
                    setCaret(null)
                  }}
                  onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
                  onChange={({ currentTarget }) => {
                    change(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length)
                    combobox.openDropdown()
                  }}
                  onKeyDown={onKeyDown}
                />
              </Combobox.EventsTarget>
            </div>
            {typed === '' ? (
              <kbd aria-hidden>/</kbd>
            ) : (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('Clear search')}
                onClick={() => {
                  sendLater.cancel()
                  setTyped('')
                  send('')
                  field.current?.focus()
                }}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </div>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label={t('Suggestions')} mah={300} style={{ overflowY: 'auto' }}>
            {suggestions.map(({ text, hint }) => (
              <Combobox.Option key={text} value={text}>
                <span className="mono">{text}</span>
                {hint && <span className="query-hint">{hint}</span>}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <p id={errorId} role="alert" className="query-error" hidden={shownError === undefined}>
        {shownError}
      </p>
    </search>
  )
}

interface Typed {
  typed: string
  setTyped: (typed: string) => void
  /** Hands a query over. */
  send: (query: string) => void
}

/** What is typed now; it follows `value` where that is changed from outside: by a link, or a saved view. */
function useTyped(value: string, onChange: (value: string) => void): Typed {
  const [typed, setTyped] = useState(value)
  const [state, setState] = useState<{ value: string; sent: readonly string[] }>({ value, sent: [] })
  if (state.value !== value) {
    // What was sent comes back, perhaps late: what has been typed since then stays.
    const at = state.sent.indexOf(value)
    setState({ value, sent: state.sent.slice(at + 1) })
    if (at === -1) setTyped(value)
  }
  const send = (next: string) => {
    const query = next.trim()
    if (query === value && state.sent.length === 0) return
    setState((before) => ({ ...before, sent: [...before.sent, query] }))
    onChange(query)
  }
  return { typed, setTyped, send }
}
