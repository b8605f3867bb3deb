import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { downloadText } from './download-text.ts'

interface SecretDialogProps {
  opened: boolean
  title: string
  /** What it is: "Private key". */
  what: string
  secret: string
  /** Under which name it can be saved as a file. */
  fileName?: string
  onClose: () => void
  /** How it is used. */
  children?: ReactNode
}

/** The only time that a secret is seen; a click beside the dialog does not lose it. */
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
        <Alert color="yellow" variant="light" role="note">
          <Text size="sm" c="var(--mantine-color-text)">
            Save it now: it is shown this once and nobody can bring it back.
          </Text>
        </Alert>
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
                Download {fileName}
              </Button>
            )}
            <CopyButton value={secret} label={`Copy ${what.toLowerCase()}`} />
          </Group>
          <Button variant="default" onClick={onClose}>
            I have saved it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
