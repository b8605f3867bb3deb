import { PasswordInput, SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '#ui/i18n'

/** How somebody comes by a password: it is made and shown once, or the administrator sets it. */
export interface PasswordChoice {
  how: 'made' | 'set'
  password: string
}

interface PasswordFieldsProps {
  value: PasswordChoice
  error: ReactNode
  onChange: (value: PasswordChoice) => void
}

/** The fields of a new password of somebody else. */
export function PasswordFields({ value, error, onChange }: PasswordFieldsProps) {
  return (
    <>
      <SegmentedControl
        aria-label={t('Password')}
        data={[
          { value: 'made', label: t('Make a password') },
          { value: 'set', label: t('Set a password') },
        ]}
        value={value.how}
        onChange={(how) => onChange({ ...value, how: how as PasswordChoice['how'] })}
      />
      {value.how === 'set' && (
        <PasswordInput
          label={t('New password')}
          autoComplete="new-password"
          value={value.password}
          error={error}
          onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
        />
      )}
    </>
  )
}

/** Why this is no password. */
export const passwordRule = ({ how, password }: PasswordChoice): string | null =>
  how === 'made' || password !== '' ? null : t('Type a password')
