import { activityKeys } from '@kilonova/compute-core/domain/server/activity-keys'
import { IconHistory } from '@tabler/icons-react'
import { useMemo } from 'react'
import { actionNamesInLog } from '#shared/action-words'
import { useBff, usePaths } from '#shared/scope'
import type { QueryKeyWords } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { t } from '#ui/i18n'
import { activityColumns } from './activity-columns.tsx'
import { activityQuery } from './activity-query.ts'

const keys: QueryKeyWords = { ...activityKeys, action: { ...activityKeys.action, values: actionNamesInLog } }

/** Everything that was asked of the project's servers. */
export default function ActivityPage() {
  const bff = useBff()
  const paths = usePaths()
  const columns = useMemo(() => activityColumns(paths), [paths])
  return (
    <ResourceList
      name="activity"
      title={t('Activity')}
      things={t('actions')}
      columns={columns}
      rowKey={({ id }) => id}
      nameOf={({ action, server_name }) => `${action} ${server_name}`}
      keys={keys}
      placeholder={t('Server, action, request ID or outcome:failed')}
      query={(request) => activityQuery(bff, request)}
      open={({ server_id, server_deleted, request_id }) =>
        server_deleted ? paths.activity(`request:${request_id}`) : paths.serverActivity(server_id)
      }
      phone={{ beside: 'result', below: ['server', 'started'] }}
      empty={{
        icon: <IconHistory />,
        title: t('Nothing has been done yet'),
        text: t('Whatever is asked of a server is listed here, with who asked and how it went.'),
      }}
    />
  )
}
