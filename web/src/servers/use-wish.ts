import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask, bff, type ServerRow, type ServerWish, type WishAnswer } from '#app/bff'
import { serverActions } from './server-actions.tsx'

/** Something that is asked of a server. */
export interface Asked {
  server: Pick<ServerRow, 'id' | 'name'>
  wish: ServerWish
}

/** Asks the cloud for a wish. */
export const askFor = ({ server, wish }: Asked): Promise<WishAnswer> =>
  ask(bff.servers[':id'].actions.$post({ param: { id: server.id }, json: wish }))

interface Hears {
  onGranted?: (answer: WishAnswer, asked: Asked) => void
  onRefused?: (error: Error, asked: Asked) => void
}

/** Asks for a wish, says that it is under way, and has the server read again. */
export function useWish({ onGranted, onRefused }: Hears) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: askFor,
    onSuccess: (answer, asked) => {
      const { server, wish } = asked
      const message = `${serverActions[wish.action].doing} ${server.name}`
      notifications.show({ message, role: 'status', autoClose: 3_000 })
      onGranted?.(answer, asked)
    },
    ...(onRefused ? { onError: onRefused } : {}),
    onSettled: (_answer, _error, { server }) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['servers'] }),
        queryClient.invalidateQueries({ queryKey: ['server', server.id] }),
        queryClient.invalidateQueries({ queryKey: ['overview'] }),
      ]),
  })
}
