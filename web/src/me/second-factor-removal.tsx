import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { call, personBff } from '#shared/bff'
import { isPasscode, PasscodeInput, plainPasscode } from '#shared/passcode-input'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import type { Me } from './me-query.ts'

interface SecondFactorRemovalProps {
  opened: boolean
  onClose: () => void
  onDone: (factor: Me['secondFactor']) => void
}

/** Takes the second factor away, from whoever still has it. */
export function SecondFactorRemoval({ opened, onClose, onDone }: SecondFactorRemovalProps) {
  const form = useForm({ initialValues: { passcode: '' }, validate: { passcode: isPasscode } })
  const remove = useMutation({
    mutationFn: ({ passcode }: { passcode: string }) =>
      call(personBff.me['second-factor'].removal.$post({ json: { passcode: plainPasscode(passcode) } })),
    onSuccess: (factor) => {
      reset()
      onDone(factor)
    },
  })
  const reset = () => {
    form.reset()
    remove.reset()
  }
  return (
    <FormDialog
      title={t('Remove the second factor?')}
      opened={opened}
      onClose={() => {
        reset()
        onClose()
      }}
      onSubmit={form.onSubmit((values) => remove.mutate(values))}
      submitLabel={t('Remove second factor')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      <Text size="sm">
        {t('From then on your password alone is enough to sign in. Enter a code of the app to confirm.')}
      </Text>
      <PasscodeInput {...form.getInputProps('passcode')} />
    </FormDialog>
  )
}
