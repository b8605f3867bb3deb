import { TextInput, type TextInputProps } from '@mantine/core'
import { t } from '#ui/i18n'

/** A field for the six digits that an authenticator app shows. */
export const PasscodeInput = (props: TextInputProps) => (
  <TextInput
    label={t('Code')}
    inputMode="numeric"
    autoComplete="one-time-code"
    maxLength={7}
    w={160}
    classNames={{ input: 'mono' }}
    {...props}
  />
)

/** What was typed as the code: apps show it in two groups of three. */
export const plainPasscode = (typed: string): string => typed.replaceAll(/\s/g, '')

/** Why `typed` cannot be a code; null for one that can. */
export const isPasscode = (typed: string): string | null =>
  /^\d{6}$/.test(plainPasscode(typed)) ? null : t('Enter the six digits that the app shows')
