import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { Scope } from '#shared/scope'
import { levelOf } from '#ui/bars'
import { formatNumber } from '#ui/format'
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

/** Its name; of what has none the beginning of its id, which cannot be taken for a name. */
export const OwnName = ({ of: { id, name } }: { of: { id: string; name: string } }) =>
  name ? (
    name
  ) : (
    <span className="mono dimmed" title={id}>
      {id.slice(0, 8)}
    </span>
  )

/** How many addresses of those that can be given out are taken; what nears its end stands out. */
export function Use({ used_ips: used, total_ips: total }: { used_ips: number; total_ips: number }) {
  if (total === 0) return <span className="dimmed">—</span>
  const level = levelOf(used / total)
  const figures = t('{{used}} of {{all}}', { used: formatNumber(used), all: formatNumber(total) })
  return (
    <span className="bar-figures" data-level={level}>
      {level === 'fine' ? figures : <b>{figures}</b>}
    </span>
  )
}

/** Why this person cannot change something of this project, whatever their role in their own lets them do. */
export const othersRefusal = (
  scope: Scope,
  { project_id: owner }: Pick<NetworkView, 'project_id'>,
): string | undefined =>
  !scope.isAdmin && scope.kind === 'project' && owner !== scope.id ? t('It belongs to another project.') : undefined
