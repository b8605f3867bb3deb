import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { Scope } from '#shared/scope'
import { t } from '#ui/i18n'
import { Status, type StatusLook } from '#ui/status'

const looks: Readonly<Record<PortView['status'], StatusLook>> = {
  ACTIVE: { word: t('Active'), tone: 'good' },
  BUILD: { word: t('Building'), tone: 'moving' },
  DOWN: { word: t('Down'), tone: 'idle' },
  ERROR: { word: t('Error'), tone: 'bad' },
}

/** The status of a network or of a port. */
export const NetworkStatus = ({ status }: { status: PortView['status'] }) => <Status {...looks[status]} code={status} />

/** What a network, subnet or port is called: many have no name. */
export const nameOf = ({ id, name }: { id: string; name: string }): string => name || id

/** Why this person cannot change something of this project. */
export function changeRefusal(
  scope: Scope,
  { project_id: owner }: Pick<NetworkView, 'project_id'>,
): string | undefined {
  if (scope.isAdmin) return undefined
  if (scope.kind === 'project' && owner !== scope.id) return t('It belongs to another project.')
  return scope.isMember ? undefined : t('Requires the member role in this project.')
}

/** Why this person cannot create anything in the project. */
export const createRefusal = (scope: Scope): string | undefined =>
  scope.isMember || scope.isAdmin ? undefined : t('Requires the member role in this project.')

/** Why this person cannot give a port on the network to the project: on a network that is shared everybody may. */
export const portRefusal = (scope: Scope, network: Pick<NetworkView, 'project_id' | 'shared'>): string | undefined =>
  network.shared ? createRefusal(scope) : changeRefusal(scope, network)
