import { useQueryClient } from '@tanstack/react-query'
import { ask, bff } from '#app/bff'
import { ConfirmDelete } from '#ui/confirm-delete'

interface DeleteServerProps {
  server: { id: string; name: string } | null
  onClose: () => void
  onDeleted?: () => void
}

/** Asks whether `server` may go, with all that goes with it. */
export function DeleteServer({ server, onClose, onDeleted }: DeleteServerProps) {
  const queryClient = useQueryClient()
  return (
    <ConfirmDelete
      kind="server"
      name={server?.name ?? null}
      consequence="and its disk are lost for good. Its addresses, CPU and memory become free for others."
      onClose={onClose}
      onDelete={async () => {
        if (server) await ask(bff.servers[':id'].$delete({ param: { id: server.id } }))
        onDeleted?.()
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: ['servers'] }),
          queryClient.invalidateQueries({ queryKey: ['overview'] }),
        ])
      }}
    />
  )
}
