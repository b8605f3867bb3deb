import { TextInput } from '@mantine/core'
import { useCallback, useState, type ReactNode } from 'react'
import { t } from './i18n.ts'

interface TypedName {
  /** The field for it; nothing where no name is asked for. */
  field: ReactNode
  /** What is missing before it may be done. */
  refusal: string | undefined
  /** What was typed is forgotten. */
  reset: () => void
}

/** Asks for the name of a thing before something is done that cannot be undone; asks for nothing without one. */
export function useTypedName(name: string | undefined): TypedName {
  const [given, setGiven] = useState('')
  const reset = useCallback(() => setGiven(''), [])
  const isGiven = name === undefined || isNameTyped(given, name)
  return {
    refusal: isGiven ? undefined : t('Type {{name}} to confirm.', { name }),
    reset,
    field: name !== undefined && (
      <TextInput
        label={t('Type {{name}} to confirm', { name })}
        autoComplete="off"
        spellCheck={false}
        value={given}
        onChange={(event) => setGiven(event.currentTarget.value)}
      />
    ),
  }
}

// A field of one line takes no tab and no line break, and a screen shows one space where a name has several.
const folded = (text: string) => text.normalize().trim().replace(/\s+/g, ' ')

/** Whether what was typed is this name, as far as a person can tell them apart. */
export const isNameTyped = (given: string, name: string): boolean =>
  folded(given) === folded(name) && (folded(name) !== '' || given !== '')
