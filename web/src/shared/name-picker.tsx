import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { t } from '#ui/i18n'
import { type Candidate, candidatesQuery } from './candidates-query.ts'
import { useBff } from './scope.tsx'

interface NamePickerProps {
  kind: Candidate
  label: string
  description?: string
  id: string | null
  error?: ReactNode
  /** The first field of its form. */
  isFirst?: boolean
  /** Why nothing can be chosen. */
  refusal?: string | undefined
  onChange: (id: string | null) => void
}

/** Finds somebody or something by a part of the name: a cloud may have more people and projects than fit a list. */
export function NamePicker(props: NamePickerProps) {
  const { kind, label, description, id, error, isFirst = false, refusal, onChange } = props
  const bff = useBff()
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const { data = [], isFetching } = useQuery(candidatesQuery(bff, kind, text))
  const nothing = kind === 'project' ? t('No project is called so') : t('Nobody is called so')
  return (
    <Select
      label={label}
      description={refusal ?? description}
      disabled={refusal !== undefined}
      placeholder={t('Type a part of the name')}
      searchable
      // In a form the list would lie over its buttons before anybody looks for something.
      openOnFocus={false}
      clearable={!isFirst}
      {...(isFirst ? { 'data-autofocus': true } : {})}
      data={data.map((one) => ({ value: one.id, label: one.name }))}
      // The cloud has filtered them already.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={id}
      onChange={onChange}
      error={error}
      nothingFoundMessage={isFetching ? t('Searching') : nothing}
    />
  )
}
