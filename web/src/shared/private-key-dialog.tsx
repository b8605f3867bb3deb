import { SecretDialog } from '#ui/secret-dialog'
import { t } from '#ui/i18n'

interface PrivateKeyDialogProps {
  generated: { name: string; privateKey: string } | null
  onClose: () => void
}

/** Shows a private key, which is never shown again. */
export function PrivateKeyDialog({ generated, onClose }: PrivateKeyDialogProps) {
  const fileName = `${generated?.name.replace(/[^\w.-]+/g, '_') ?? ''}.pem`
  return (
    <SecretDialog
      opened={generated !== null}
      onClose={onClose}
      title={t('Private key of {{name}}', { name: generated?.name ?? '' })}
      what={t('Private key')}
      secret={generated?.privateKey ?? ''}
      fileName={fileName}
    >
      {t('Run {{chmod}}, then connect with {{ssh}}', { chmod: `chmod 600 ${fileName}`, ssh: `ssh -i ${fileName}` })}
    </SecretDialog>
  )
}
