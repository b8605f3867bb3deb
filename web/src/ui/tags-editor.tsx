import { TagsInput } from '@mantine/core'

const none: string[] = []

interface TagsEditorProps {
  label: string
  /** It stands beside it already. */
  hasHiddenLabel?: boolean
  description?: string
  value?: string[]
  onChange: (value: string[]) => void
  error?: string | null
}

/** Words that mark a thing; Enter and comma end one. */
export function TagsEditor({
  label,
  hasHiddenLabel = false,
  description,
  value = none,
  onChange,
  error,
}: TagsEditorProps) {
  return (
    <TagsInput
      {...(hasHiddenLabel ? { 'aria-label': label } : { label })}
      description={description}
      placeholder={value.length === 0 ? 'Type one and press Enter' : ''}
      value={value}
      onChange={onChange}
      maxTags={50}
      maxLength={60}
      splitChars={[',', '/']}
      acceptValueOnBlur
      clearable={false}
      {...(error ? { error } : {})}
    />
  )
}
