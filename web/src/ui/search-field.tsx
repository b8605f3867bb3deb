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

/** A search field that searches while the user types; `/` focuses it. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const reported = useRef(value)
  const report = useDebouncedCallback((next: string) => {
    reported.current = next
    onChange(next)
  }, 200)
  useHotkeys([['/', () => field.current?.focus()]])
  useEffect(() => {
    // Changed from outside (back, "Clear filters"): the field follows.
    if (value !== reported.current) setTyped(value)
    reported.current = value
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
        report(currentTarget.value)
      }}
      maw={340}
      flex="1 1 200px"
    />
  )
}
