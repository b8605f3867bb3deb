import { SecretDialog } from '#ui/secret-dialog'
import { t } from '#ui/i18n'

interface PasswordDialogProps {
  made: { name: string; password: string } | null
  onClose: () => void
}

/** Shows a password that was made for somebody, which is never shown again. */
export function PasswordDialog({ made, onClose }: PasswordDialogProps) {
  return (
    <SecretDialog
      opened={made !== null}
      onClose={onClose}
      title={t('Password of {{name}}', { name: made?.name ?? '' })}
      what={t('Password')}
      secret={made?.password ?? ''}
    >
      {t('Give it to them on a way that nobody else sees. They can change it in their account.')}
    </SecretDialog>
  )
}
