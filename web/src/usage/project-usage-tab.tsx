import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { accountNameQuery } from '#shared/account-names'
import { useBff } from '#shared/scope'
import { UsageOf } from './usage-page.tsx'

/** What the servers of a project used, as an administrator reads it. */
export default function ProjectUsageTab() {
  const { id = '' } = useParams()
  const { enabled: _, ...name } = accountNameQuery(useBff(), 'projects', id)
  const { data } = useSuspenseQuery(name)
  return <UsageOf project={{ id, name: data ?? id }} />
}
