import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Banner } from './banner.tsx'
import { CopyButton } from './copy-button.tsx'
import { downloadText } from './download-text.ts'
import { insideSentence } from './format.ts'
import { t } from './i18n.ts'

interface SecretDialogProps {
  opened: boolean
  title: string
  /** What the secret is: "Private key". */
  what: string
  secret: string
  /** The name of the file that it can be saved as. */
  fileName?: string
  onClose: () => void
  /** How it is used. */
  children?: ReactNode
}

/** Shows a secret that is never shown again. A click outside the dialog does not close it. */
export function SecretDialog({ opened, title, what, secret, fileName, onClose, children }: SecretDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      centered
    >
      <Stack>
        <Banner text={t('Save it now. You will not be able to see it again.')} />
        <Code block mah={260} className="mono" tabIndex={0} aria-label={what}>
          {secret}
        </Code>
        {children && (
          <Text size="sm" c="dimmed" component="div">
            {children}
          </Text>
        )}
        <Group justify="space-between">
          <Group gap={4}>
            {fileName && (
              <Button
                leftSection={<IconDownload size={16} aria-hidden />}
                onClick={() => downloadText(fileName, secret)}
                data-autofocus
              >
                {t('Download {{file}}', { file: fileName })}
              </Button>
            )}
            <CopyButton value={secret} label={t('Copy {{what}}', { what: insideSentence(what) })} />
          </Group>
          <Button variant="default" onClick={onClose}>
            {t('I have saved it')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
