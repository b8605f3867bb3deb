import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadText } from '#ui/download-text'
import { CopyButton } from '#ui/copy-button'

interface PrivateKeyDialogProps {
  made: { name: string; privateKey: string } | null
  onClose: () => void
}

/** The only time that a private key is seen; a click beside the dialog does not lose it. */
export function PrivateKeyDialog({ made, onClose }: PrivateKeyDialogProps) {
  const fileName = `${made?.name.replace(/[^\w.-]+/g, '_') ?? ''}.pem`
  return (
    <Modal
      opened={made !== null}
      onClose={onClose}
      title={`Private key of ${made?.name ?? ''}`}
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
        <Code block mah={260} className="mono" tabIndex={0} aria-label="Private key">
          {made?.privateKey}
        </Code>
        <Text size="sm" c="dimmed">
          Then: <span className="mono">chmod 600 {fileName}</span>, and sign in with{' '}
          <span className="mono">ssh -i {fileName}</span>
        </Text>
        <Group justify="space-between">
          <Group gap={4}>
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => downloadText(fileName, made?.privateKey ?? '')}
              data-autofocus
            >
              Download {fileName}
            </Button>
            <CopyButton value={made?.privateKey ?? ''} label="Copy private key" />
          </Group>
          <Button variant="default" onClick={onClose}>
            I have saved it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
