import { TagsInput } from '@mantine/core'
import { t } from './i18n.ts'

const none: string[] = []

export interface TagsEditorProps {
  label: string
  /** The label is beside the field already. */
  hasHiddenLabel?: boolean
  description?: string
  value?: string[]
  onChange: (value: string[]) => void
  error?: string | null
}

/** The field of `TagsEditor`, which loads it. */
export default function TagsField({
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
