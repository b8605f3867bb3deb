import { Button, Group } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useBff, useScope } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { ActionEntry } from './action-entry.tsx'
import { serverActivityQuery } from './server-activity-query.ts'

/** Everything that was asked of a server, newest first; what is under way is open, and so is what failed last. */
export default function ServerActivityTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { isAdmin } = useScope()
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    serverActivityQuery(bff, id, isAdmin),
  )
  const actions = data.pages.flat()
  if (actions.length === 0) return <EmptyState icon={<IconHistory />} title={t('No actions yet')} />
  return (
    <>
      <div className="card action-log" role="feed" aria-label={t('Activity')} aria-busy={isFetchingNextPage}>
        {actions.map((action, index) => (
          <ActionEntry key={action.id} action={action} isOpenAtFirst={action.outcome === 'running' || index === 0} />
        ))}
      </div>
      {hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('Show older')}
          </Button>
        </Group>
      )}
    </>
  )
}
