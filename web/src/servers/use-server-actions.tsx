import { notifications } from '@mantine/notifications'
import {
  IconDeviceDesktop,
  IconPlayerPlay,
  IconPlayerStop,
  IconReload,
  IconRefreshAlert,
  IconTrash,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { ask, bff, type ServerRow } from '#app/bff'
import { paths } from '#app/paths'
import type { MenuAction } from '#ui/actions-menu'
import { showRefusal } from '#ui/show-refusal'

/** What a server's menu and its page's buttons ask of the cloud. */
export type PowerAction = 'start' | 'stop' | 'softReboot' | 'hardReboot'

/** The actions in the words a person reads, with a sign each. */
export const powerActions: Record<PowerAction, { label: string; doing: string; Icon: typeof IconReload }> = {
  start: { label: 'Start', doing: 'Starting', Icon: IconPlayerPlay },
  stop: { label: 'Stop', doing: 'Stopping', Icon: IconPlayerStop },
  softReboot: { label: 'Soft reboot', doing: 'Rebooting', Icon: IconReload },
  hardReboot: { label: 'Hard reboot', doing: 'Hard rebooting', Icon: IconRefreshAlert },
}

/** Asks for `action`; a refusal is told with its request id. */
export function usePowerAction() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ server, action }: { server: { id: string; name: string }; action: PowerAction }) =>
      ask(bff.servers[':id'].actions.$post({ param: { id: server.id }, json: { action } })),
    onSuccess: (_answer, { server, action }) => {
      notifications.show({ message: `${powerActions[action].doing} ${server.name}`, role: 'status', autoClose: 3_000 })
    },
    onError: (error, { server, action }) =>
      showRefusal(`${powerActions[action].label} was refused for ${server.name}`, error),
    onSettled: (_answer, _error, { server }) =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['servers'] }),
        queryClient.invalidateQueries({ queryKey: ['server', server.id] }),
      ]),
  })
}

/** Everything that the menu of a server's row offers. */
export function useServerMenu(onDelete: (server: ServerRow) => void) {
  const power = usePowerAction()
  const navigate = useNavigate()
  return (server: ServerRow): MenuAction[] => [
    ...(Object.keys(powerActions) as PowerAction[]).map((action) => {
      const { label, Icon } = powerActions[action]
      const refusal = server.refusals[action]
      return { label, icon: <Icon size={16} aria-hidden />, refusal, onClick: () => power.mutate({ server, action }) }
    }),
    {
      label: 'Console',
      icon: <IconDeviceDesktop size={16} aria-hidden />,
      onClick: () => void navigate(paths.serverConsole(server.id)),
    },
    {
      label: 'Delete',
      icon: <IconTrash size={16} aria-hidden />,
      isDangerous: true,
      refusal: server.refusals.delete,
      onClick: () => onDelete(server),
    },
  ]
}
