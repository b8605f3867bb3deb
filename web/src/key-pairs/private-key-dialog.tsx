import { SecretDialog } from '#ui/secret-dialog'

interface PrivateKeyDialogProps {
  made: { name: string; privateKey: string } | null
  onClose: () => void
}

/** The only time that a private key is seen. */
export function PrivateKeyDialog({ made, onClose }: PrivateKeyDialogProps) {
  const fileName = `${made?.name.replace(/[^\w.-]+/g, '_') ?? ''}.pem`
  return (
    <SecretDialog
      opened={made !== null}
      onClose={onClose}
      title={`Private key of ${made?.name ?? ''}`}
      what="Private key"
      secret={made?.privateKey ?? ''}
      fileName={fileName}
    >
      Then: <span className="mono">chmod 600 {fileName}</span>, and sign in with{' '}
      <span className="mono">ssh -i {fileName}</span>
    </SecretDialog>
  )
}
