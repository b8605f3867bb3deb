import type { CommandName, ServerRow } from '#shared/bff'
import type { MenuAction } from '#ui/actions-menu'
import { actionsFor, serverActions, type Offering } from './server-actions.tsx'
import type { CommandRefusal } from './use-command-refusal.ts'

/** What `server` can be asked to do, in the order of its menu; or `only` these, in their order. `begin` is called with what is chosen. */
export function serverMenu(
  server: ServerRow,
  { offering, refusalOf }: { offering: Offering; refusalOf: CommandRefusal },
  begin: (name: CommandName, server: ServerRow) => void,
  only?: readonly CommandName[],
): MenuAction[] {
  const offered = actionsFor(server, offering)
  const names = only?.filter((name) => offered.includes(name)) ?? offered
  return names.map((name) => menuAction(name, refusalOf(server, name), () => begin(name, server)))
}

function menuAction(name: CommandName, refusal: string | undefined, onClick: () => void): MenuAction {
  const { label, Icon, group, isDangerous, takesInput } = serverActions[name]
  return {
    label: takesInput ? `${label}…` : label,
    icon: <Icon size={16} aria-hidden />,
    group,
    refusal,
    isDangerous: isDangerous === true,
    onClick,
  }
}
