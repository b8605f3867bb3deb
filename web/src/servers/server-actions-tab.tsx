import { Stack } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { EmptyState } from '#ui/empty-state'
import { ActionCard } from './action-card.tsx'
import { serverQuery } from './server-queries.ts'

export default function ServerActionsTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(id))
  if (data.actions.length === 0)
    return <EmptyState icon={<IconHistory />} title="Nothing was asked of this server yet" />
  return (
    <Stack role="feed" aria-label="Actions">
      {data.actions.map((action) => (
        <ActionCard key={action.requestId + action.action} action={action} />
      ))}
    </Stack>
  )
}
