import { useQuery } from '@tanstack/react-query'
import type { Project, ServerPage } from '#shared/bff'
import { CreateServerButton } from '#shared/create-server-button'
import { paths, pathsIn } from '#shared/paths'
import { permitsQuery, refusalBy, toCreateServers } from '#shared/permits'
import { bffIn, projectScope, useScope } from '#shared/scope'
import { slugIn, useSession } from '#shared/session'
import { ActionButton } from '#ui/action-button'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { useIsPermitted } from '#ui/permit'

/** Leads to the form with a copy of `server`. A server is made in a project: administrators are led to the server's own, if they have a role there. */
export function CopyAndTry({ server: { id, projectId } }: { server: ServerPage['server'] }) {
  const { projects } = useSession()
  const isOfAll = useScope().kind === 'admin'
  const mayGrant = useIsPermitted()('identity:create_grant')
  const project = projects.find((one) => one.id === projectId)
  if (!isOfAll)
    return (
      <CreateServerButton size="xs" start={{ clone: id }}>
        {t('Copy and try again')}
      </CreateServerButton>
    )
  if (!project)
    return (
      <Refused
        why={
          mayGrant
            ? t('A server is copied in its own project, where you have no role. Give yourself one first.')
            : t('A server is copied in its own project, where you have no role. Ask an administrator for one.')
        }
      />
    )
  return <CopyIn project={project} id={id} />
}

/** The same in a project of the person that is not this page's: what they may do there is asked of its policy. */
function CopyIn({ project, id }: { project: Project; id: string }) {
  const session = useSession()
  const { data: refused } = useQuery(permitsQuery(bffIn(projectScope(project, session.projects))))
  const why = refused && refusalBy(refused, [toCreateServers])
  if (why) return <Refused why={t('A server is copied in its own project. {{why}}', { why })} />
  const { serverCreate } = pathsIn(paths.project(slugIn(session, project)))
  return (
    <LinkButton size="xs" to={`${serverCreate()}?${new URLSearchParams({ clone: id })}`}>
      {t('Copy and try again in {{project}}', { project: project.name })}
    </LinkButton>
  )
}

const Refused = ({ why }: { why: string }) => (
  <ActionButton size="xs" refusal={why} onClick={() => undefined}>
    {t('Copy and try again')}
  </ActionButton>
)
