import { Button, Group } from '@mantine/core'
import { downloadText } from '#ui/download-text'
import { t } from '#ui/i18n'
import { SecretDialog } from '#ui/secret-dialog'
import { cloudsYamlWithCredential, openrcWithCredential } from './client-files.ts'
import type { NewCredential } from './me-query.ts'

interface NewCredentialDialogProps {
  credential: NewCredential | null
  authUrl: string
  onClose: () => void
}

/** Shows the secret of a new application credential, once, and offers it in the files that clients read. */
export function NewCredentialDialog({ credential, authUrl, onClose }: NewCredentialDialogProps) {
  if (!credential) return null
  const files = { 'openrc.sh': openrcWithCredential, 'clouds.yaml': cloudsYamlWithCredential } as const
  return (
    <SecretDialog
      opened
      title={t('Application credential {{name}}', { name: credential.name })}
      what={t('Secret')}
      secret={credential.secret}
      onClose={onClose}
    >
      <p>
        {t('Its ID is')} <span className="mono break">{credential.id}</span>.{' '}
        {t('These files have the ID and the secret in them:')}
      </p>
      <Group gap="xs">
        {Object.entries(files).map(([name, make]) => (
          <Button
            key={name}
            variant="default"
            size="xs"
            onClick={() => downloadText(name, make({ authUrl, credential }))}
          >
            {t('Download {{file}}', { file: name })}
          </Button>
        ))}
      </Group>
    </SecretDialog>
  )
}
