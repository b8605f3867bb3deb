import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { accountNameQuery } from '#shared/account-names'
import type { ServerRow } from '#shared/bff'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'

/** Whose the server is, on the pages of administrators: on those of a project all are its own. */
export function OwnerNote({ server: { projectId, projectName } }: { server: ServerRow }) {
  const isOfAll = useScope().kind === 'admin'
  const isAsked = isOfAll && !projectName
  const { data } = useQuery({ ...accountNameQuery(useBff(), 'projects', projectId), enabled: isAsked })
  if (!isOfAll) return null
  return (
    <Text size="sm" className="break" component="p">
      {t('It belongs to the project {{name}}.', { name: projectName ?? data ?? projectId })}
    </Text>
  )
}
