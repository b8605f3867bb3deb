import { Autocomplete, type AutocompleteProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { zonesQuery } from './aggregate-query.ts'

/** The name of a zone: one that there is, or a new one. */
export function ZoneField(props: AutocompleteProps) {
  const { data = [] } = useQuery(zonesQuery(useBff()))
  return (
    <Autocomplete
      autoComplete="off"
      openOnFocus={false}
      maxLength={255}
      data={data.map(({ name }) => name)}
      {...props}
    />
  )
}
