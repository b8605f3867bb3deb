import { Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from 'react-router'
import type { Found } from '#shared/bff'
import { goQuery, pathTo, tellApart } from './go-query.ts'
import { lastProject, slugIn, useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { PageHeader } from '#ui/page-header'
import NotFoundPage from './not-found-page.tsx'

/** `/go/<id, name or address>`: leads to the thing, or offers those that may be meant. */
export default function GoPage() {
  const { '*': what = '' } = useParams()
  const session = useSession()
  const { data } = useSuspenseQuery(goQuery(what, { project: lastProject(session.projects)?.id }))
  const projectOf = ({ projectId }: Found) => session.projects.find(({ id }) => id === projectId)
  const slugOfFound = (found: Found) => {
    const project = projectOf(found)
    return project ? slugIn(session, project) : found.projectId
  }
  const exact = data.found.filter(({ isExact }) => isExact)
  const meant = exact.length === 1 ? exact[0] : data.found.length === 1 ? data.found[0] : undefined
  if (meant) return <Navigate to={pathTo(meant, slugOfFound(meant))} replace />
  if (data.found.length === 0)
    return <NotFoundPage message={t('Nothing in your projects has “{{what}}” as its id, name or address.', { what })} />
  return (
    <>
      <PageHeader title={t('Several things match “{{what}}”', { what })} below={t('Choose the one that you mean.')} />
      <ul className="choice-list" aria-label={t('Found')}>
        {data.found.map((found) => (
          <li key={`${found.kind} ${found.id}`}>
            <Link to={pathTo(found, slugOfFound(found))} className="choice-link" data-long>
              <span className="clip">{found.name}</span>
              <Text size="sm" c="dimmed" component="span">
                {tellApart(found, projectOf(found)?.name)}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
      {!data.isWhole && <Text size="sm">{t('Only your first 60 projects were looked through.')}</Text>}
    </>
  )
}
