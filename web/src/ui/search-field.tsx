import { TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

interface SearchFieldProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}

/** A search that answers while one types; `/` goes to it. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onChange(next)
  }, 200)
  useHotkeys([['/', () => field.current?.focus()]])
  useEffect(() => {
    // Changed from outside (back, "Clear the search"): the field follows.
    if (value !== told.current) setTyped(value)
    told.current = value
  }, [value])
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={`${placeholder}  ( / )`}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        tell(currentTarget.value)
      }}
      maw={340}
      flex="1 1 200px"
    />
  )
}
