import { serverKeys } from '@kilonova/compute-core/domain/server/server-keys'
import { IconDeviceDesktop, IconPlus, IconServer } from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { toCreateServers } from '#shared/permits'
import { useBff, usePaths, useScope } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import type { ListCreate, ListRequest } from '#list/descriptor'
import type { Paths } from '#shared/paths'
import { ResourceList } from '#list/resource-list'
import { useServerActions } from '../actions/use-server-actions.tsx'
import { allServerColumns, serverColumns } from './server-list-columns.tsx'
import { suggestionsFor } from './server-suggestions.ts'
import { serversQuery } from './server-list-query.ts'
import { useServerBulk } from './use-server-bulk.tsx'

export default function ServerListPage() {
  const navigate = useNavigate()
  const bff = useBff()
  const scope = useScope()
  const paths = usePaths()
  const query = (request: ListRequest) => serversQuery(bff, request)
  const actions = useServerActions()
  const { bulk, dialog } = useServerBulk()
  const consoleAction = ({ id }: { id: string }): MenuAction => ({
    label: t('Console'),
    icon: <IconDeviceDesktop size={16} aria-hidden />,
    group: 'View',
    onClick: () => void navigate(paths.serverConsole(id)),
  })
  return (
    <>
      <ResourceList
        name="servers"
        title={t('Servers')}
        things={t('servers')}
        columns={scope.kind === 'admin' ? allServerColumns : serverColumns}
        rowKey={({ id }) => id}
        nameOf={({ name }) => name}
        defaultSort={[{ column: 'created', direction: 'desc' }]}
        placeholder={
          scope.kind === 'admin'
            ? t('Name, ID, host:, project:, user:, status:error')
            : t('Name, ID, address, tag or status:error')
        }
        keys={serverKeys}
        suggest={suggestionsFor(scope)}
        query={query}
        open={({ id }) => paths.server(id)}
        actions={(server) => [consoleAction(server), ...actions.menuOf(server)]}
        bulk={bulk}
        phone={{ beside: 'status', below: scope.kind === 'admin' ? ['project', 'host'] : ['address', 'flavor'] }}
        empty={{
          icon: <IconServer />,
          title: t('No servers yet'),
          text: t('A server is a virtual machine that boots from an image. Creating one takes less than a minute.'),
        }}
        {...(scope.kind === 'project' ? { create: createIn(paths) } : {})}
      />
      {actions.dialogs}
      {dialog}
    </>
  )
}

const createIn = (paths: Paths): ListCreate => ({
  label: t('Create server'),
  icon: <IconPlus size={16} aria-hidden />,
  to: paths.serverCreate(),
  needs: toCreateServers,
})
