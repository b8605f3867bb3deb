import { useMutation } from '@tanstack/react-query'
import { Confirm } from './confirm.tsx'
import { t } from './i18n.ts'

interface ConfirmDeleteProps {
  /** What is deleted, within a sentence: "key pair". */
  kind: string
  /** Its name; null while nothing is to be deleted. */
  name: string | null
  /** What happens then, after its name. */
  consequence: string
  /** Whether its name has to be typed first: much is lost, or many are concerned. */
  isTyped?: boolean
  onDelete: () => Promise<unknown>
  onClose: () => void
}

/** Confirms that something is to be deleted, with its name and the consequence. A refusal is shown in the dialog. */
export function ConfirmDelete({ kind, name, consequence, isTyped = false, onDelete, onClose }: ConfirmDeleteProps) {
  const remove = useMutation({ mutationFn: onDelete, onSuccess: onClose })
  const close = () => {
    remove.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Delete {{kind}} {{name}}?', { kind, name: name ?? '' })}
      opened={name !== null}
      onClose={close}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Delete {{kind}}', { kind })}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
      typed={isTyped && name !== null ? name : undefined}
    >
      <b>{name}</b> {consequence}
    </Confirm>
  )
}
