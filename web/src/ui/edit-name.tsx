import { TextInput } from '@mantine/core'
import { t } from './i18n.ts'

/** The field in which a name is edited where it stands. */
export const editName = (name: string, onChange: (name: string) => void) => (
  <TextInput
    size="sm"
    aria-label={t('Name')}
    maxLength={255}
    value={name}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)
