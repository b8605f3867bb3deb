import { TagsInput } from '@mantine/core'
import { t } from './i18n.ts'

const none: string[] = []

interface TagsEditorProps {
  label: string
  /** The label is beside the field already. */
  hasHiddenLabel?: boolean
  description?: string
  value?: string[]
  onChange: (value: string[]) => void
  error?: string | null
}

/** Edits tags; Enter or a comma ends one. */
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
      placeholder={value.length === 0 ? t('Type a tag and press Enter') : ''}
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
