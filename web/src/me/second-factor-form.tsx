import { Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, personBff } from '#shared/bff'
import { isPasscode, PasscodeInput, plainPasscode } from '#shared/passcode-input'
import { useSignInOptions } from '#shared/sign-in-options'
import { CopyButton } from '#ui/copy-button'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { newSecret, secretUri } from './base32.ts'
import type { Me } from './me-query.ts'
import { QrCode } from './qr-code.tsx'

interface SecondFactorFormProps {
  me: Me
  opened: boolean
  onClose: () => void
  onDone: (factor: Me['secondFactor']) => void
}

/** Shows a new secret to an authenticator app, and asks for a code of it before it counts. */
export function SecondFactorForm({ me, opened, onClose, onDone }: SecondFactorFormProps) {
  const [secret, setSecret] = useState(newSecret)
  const options = useSignInOptions()
  const form = useForm({ initialValues: { passcode: '' }, validate: { passcode: isPasscode } })
  const save = useMutation({
    mutationFn: ({ passcode }: { passcode: string }) =>
      call(personBff.me['second-factor'].$put({ json: { secret, passcode: plainPasscode(passcode) } })),
    onSuccess: (factor) => {
      reset()
      onDone(factor)
    },
  })
  const reset = () => {
    form.reset()
    save.reset()
    setSecret(newSecret())
  }
  const grouped = secret.replaceAll(/.{4}(?=.)/g, '$& ')
  return (
    <FormDialog
      title={t('Set up a second factor')}
      opened={opened}
      onClose={() => {
        reset()
        onClose()
      }}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Turn on')}
      isPending={save.isPending}
      error={save.error}
    >
      <Text size="sm">
        {t('Scan this with an authenticator app, then enter the code that the app shows. Your other sessions end.')}
      </Text>
      <Group align="flex-start" gap="md">
        <QrCode
          text={secretUri({ secret, user: me.name, cloud: options?.cloudName ?? 'Kilonova' })}
          label={t('QR code with the secret')}
        />
        <Stack gap="sm" flex="1 1 160px">
          <div>
            <Text size="xs" c="dimmed">
              {t('Or type the secret:')}
            </Text>
            <Group gap={4} wrap="nowrap" align="flex-start">
              <Text size="sm" className="mono break" component="output" aria-label={t('Secret')}>
                {grouped}
              </Text>
              <CopyButton value={secret} label={t('Copy secret')} />
            </Group>
          </div>
          <PasscodeInput data-autofocus {...form.getInputProps('passcode')} />
        </Stack>
      </Group>
    </FormDialog>
  )
}
