import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Bff, type CommandResult, type ServerCommand, type ServerRow } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import { showNotice } from '#ui/notices'
import { serverActions } from './server-actions.tsx'

/** A command and the server it is for. */
export interface CommandRequest {
  server: Pick<ServerRow, 'id' | 'name'>
  command: ServerCommand
}

/** Sends a command to the cloud. */
export const sendCommand = (bff: Bff, { server, command }: CommandRequest): Promise<CommandResult> =>
  call(bff.servers[':id'].actions.$post({ param: { id: server.id }, json: command }))

interface CommandListeners {
  onAccepted?: (result: CommandResult, request: CommandRequest) => void
  onRefused?: (error: Error, request: CommandRequest) => void
}

/** Sends a command, says that it is under way, and has the server read again. */
export function useServerCommand({ onAccepted, onRefused }: CommandListeners) {
  const queryClient = useQueryClient()
  const bff = useBff()
  return useMutation({
    mutationFn: (request: CommandRequest) => sendCommand(bff, request),
    onSuccess: (result, request) => {
      const { server, command } = request
      const message = serverActions[command.action].doing(server.name)
      showNotice({ message, role: 'status', autoClose: 3_000 })
      onAccepted?.(result, request)
    },
    ...(onRefused ? { onError: onRefused } : {}),
    onSettled: (_result, _error, { server }) => refetchAfter(queryClient, { topic: 'server', id: server.id }),
  })
}
