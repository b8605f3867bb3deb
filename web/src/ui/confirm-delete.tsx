import { useMutation } from '@tanstack/react-query'
import { Confirm } from './confirm.tsx'

interface ConfirmDeleteProps {
  /** What kind of thing: "key pair". */
  kind: string
  /** Which one; null while nothing is about to be deleted. */
  name: string | null
  /** What is lost with it. */
  consequence: string
  onDelete: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something is deleted, by its name and with the consequence; a refusal is shown right here. */
export function ConfirmDelete({ kind, name, consequence, onDelete, onClose }: ConfirmDeleteProps) {
  const remove = useMutation({ mutationFn: onDelete, onSuccess: onClose })
  const close = () => {
    remove.reset()
    onClose()
  }
  return (
    <Confirm
      title={`Delete ${kind} ${name ?? ''}?`}
      opened={name !== null}
      onClose={close}
      onConfirm={() => remove.mutate()}
      submitLabel={`Delete ${kind}`}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      <b>{name}</b> {consequence}
    </Confirm>
  )
}
