import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
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
  const isGiven = name === undefined || given.trim() === name
  return {
    refusal: isGiven ? undefined : t('Type {{name}} to confirm.', { name }),
    reset: () => setGiven(''),
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
