import { Button, PasswordInput, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, personBff } from '#shared/bff'
import { FormDialog } from '#ui/form-dialog'
import { t } from '#ui/i18n'
import { showNotice } from '#ui/notices'
import { Section } from '#ui/section'
import type { Me } from './me-query.ts'

/** The password, and the way to change it. */
export function PasswordSection({ me }: { me: Me }) {
  const [isOpen, setOpen] = useState(false)
  const { hasPassword } = me.secondFactor
  return (
    <Section
      title={t('Password')}
      beside={
        hasPassword && (
          <Button variant="default" onClick={() => setOpen(true)}>
            {t('Change password')}
          </Button>
        )
      }
    >
      <Text size="sm">
        {hasPassword
          ? t('Changing it ends your sessions in other browsers and programs. This one goes on.')
          : t('You have no password here: you sign in through your organization.')}
      </Text>
      <PasswordForm name={me.name} opened={isOpen} onClose={() => setOpen(false)} />
    </Section>
  )
}

const empty = { current: '', next: '', again: '' }

function PasswordForm({ name, opened, onClose }: { name: string; opened: boolean; onClose: () => void }) {
  const form = useForm({
    initialValues: empty,
    validate: {
      current: (current) => (current ? null : t('Enter your current password')),
      next: (next, { current }) =>
        !next ? t('Enter a new password') : next === current ? t('Enter another password than the current one') : null,
      again: (again, { next }) => (again === next ? null : t('This is not the same password')),
    },
  })
  const save = useMutation({
    mutationFn: ({ current, next }: typeof empty) => call(personBff.me.password.$post({ json: { current, next } })),
    onSuccess: () => {
      close()
      showNotice({
        message: t('Your password is changed. Your other sessions have ended.'),
        role: 'status',
        autoClose: 5_000,
      })
    },
  })
  const close = () => {
    form.reset()
    save.reset()
    onClose()
  }
  return (
    <FormDialog
      title={t('Change password')}
      opened={opened}
      onClose={close}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
      submitLabel={t('Change password')}
      isPending={save.isPending}
      error={save.error}
    >
      {/* So that password managers know whose password they keep. */}
      <input
        className="visually-hidden"
        type="text"
        autoComplete="username"
        value={name}
        readOnly
        tabIndex={-1}
        aria-hidden
      />
      <PasswordInput
        label={t('Current password')}
        autoComplete="current-password"
        data-autofocus
        {...form.getInputProps('current')}
      />
      <PasswordInput label={t('New password')} autoComplete="new-password" {...form.getInputProps('next')} />
      <PasswordInput label={t('Confirm new password')} autoComplete="new-password" {...form.getInputProps('again')} />
    </FormDialog>
  )
}
