import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { useServerPartActions } from '#list/use-server-part-actions'
import { useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { serverGroupAddress } from './server-group-query.ts'

/** What can be done with a server group; `onDeleted` leads away from its page. */
export const useServerGroupActions = (onDeleted?: () => unknown) =>
  useServerPartActions<Pick<ServerGroupView, 'id' | 'name' | 'members'>>({
    kind: t('server group'),
    nameOf: ({ name }) => name,
    consequence: ({ members }) =>
      members.length === 0
        ? t('no longer decides where servers run. Its servers stay on the hosts they are on.')
        : t('no longer decides where its {{count}} servers run. They stay on the hosts they are on.', {
            count: members.length,
          }),
    needs: 'os_compute_api:os-server-groups:delete',
    isTyped: useScope().kind === 'admin',
    addressOf: ({ id }) => serverGroupAddress(id),
    formOf: ({ id }) => ({ group: id }),
    changeOf: ({ id }) => ({ topic: 'server-group', id }),
    onDeleted,
  })
