import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'
import { Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '#shared/api'
import { useBff } from '#shared/scope'
import { useSession } from '#shared/session'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { newPassword } from './new-password.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { type PasswordChoice, PasswordFields, passwordRule } from './password-fields.tsx'
import { userAddress } from './user-query.ts'

/** Gives somebody another password, which ends all of their sign-ins. */
export function ResetPassword({ user, onClose }: { user: UserView; onClose: () => void }) {
  const bff = useBff()
  const isOneself = useSession().user.id === user.id
  const [made, setMade] = useState<string | null>(null)
  const form = useForm({
    initialValues: { password: { how: 'made', password: '' } as PasswordChoice },
    validate: { password: passwordRule },
  })
  const save = useMutation({
    mutationFn: async ({ password: { how, password } }: { password: PasswordChoice }) => {
      const secret = how === 'made' ? newPassword() : password
      await api(bff).send('identity', userAddress(user.id), { method: 'PATCH', json: { user: { password: secret } } })
      return how === 'made' ? secret : null
    },
    onSuccess: (secret) => (secret === null ? onClose() : setMade(secret)),
  })
  return (
    <>
      <FormDialog
        title={t('Reset the password of {{name}}?', { name: user.name })}
        opened={made === null}
        onClose={onClose}
        onSubmit={form.onSubmit((values) => save.mutate(values))}
        submitLabel={t('Reset password')}
        isPending={save.isPending}
        error={save.error}
        refusal={isOneself ? t('You change your own password in your account.') : undefined}
      >
        <Text size="sm">
          {isOneself
            ? t('This is you. You change your own password in your account, where your session goes on.')
            : t('The old password ends at once, and so do all of their sign-ins. Application credentials go on.')}
        </Text>
        <PasswordFields
          value={form.values.password}
          error={form.errors['password']}
          onChange={(password) => form.setFieldValue('password', password)}
        />
      </FormDialog>
      <PasswordDialog made={made === null ? null : { name: user.name, password: made }} onClose={onClose} />
    </>
  )
}
