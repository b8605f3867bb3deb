import { useNavigate } from 'react-router'
import { usePaths } from '#shared/scope'
import { useServerActions, type ServerActions } from '../actions/use-server-actions.tsx'

/** The actions of the server whose page this is: it is left once the server is being deleted. */
export function usePageActions(): ServerActions {
  const navigate = useNavigate()
  const paths = usePaths()
  return useServerActions(({ command }) => {
    if (command.action === 'delete' || command.action === 'deleteNow') void navigate(paths.servers())
  })
}
