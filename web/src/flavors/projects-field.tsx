import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { candidatesQuery } from '#shared/candidates-query'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import type { NamedProject } from './flavor-query.ts'

interface ProjectsFieldProps {
  label: string
  description?: string
  /** Those whose names are known already. */
  known: readonly NamedProject[]
  /** Those that cannot be chosen. */
  without?: readonly string[]
  value: string[]
  onChange: (ids: string[]) => void
  error?: ReactNode
  isFirst?: boolean
}

const none: readonly string[] = []

/** Finds projects by a part of their names: a cloud may have more of them than fit a list. */
export function ProjectsField({
  known,
  without = none,
  value,
  onChange,
  isFirst = false,
  ...field
}: ProjectsFieldProps) {
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed.trim(), 200)
  const { data: found = [], isFetching } = useQuery(candidatesQuery(useBff(), 'project', text))
  // What is chosen keeps its name when something else is looked for.
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map(known.map(({ id, name }) => [id, name])))
  const remembered = new Map([...seen, ...found.map(({ id, name }): [string, string] => [id, name])])
  const shown = [...value.filter((id) => !found.some((one) => one.id === id)), ...found.map(({ id }) => id)]
  return (
    <MultiSelect
      {...field}
      searchable
      clearable
      // In a form the list would lie over its buttons before anybody looks for something.
      openOnFocus={false}
      placeholder={value.length === 0 ? t('Type a part of the name') : ''}
      data={shown.filter((id) => !without.includes(id)).map((id) => ({ value: id, label: remembered.get(id) ?? id }))}
      // The cloud has filtered them already.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={(ids) => {
        setSeen(remembered)
        onChange(ids)
      }}
      nothingFoundMessage={isFetching ? t('Searching') : t('No project is called so')}
      {...(isFirst ? { 'data-autofocus': true } : {})}
    />
  )
}
