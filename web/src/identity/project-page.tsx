import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link, Outlet, useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { type Fact, FactsRail } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { EnabledStatus } from './enabled-status.tsx'
import { projectContentsQuery, projectQuery, type ProjectRow } from './project-query.ts'
import { useProjectActions } from './use-project-actions.tsx'

/** A project with who works in it, what it may use and its servers. */
export default function ProjectPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(projectQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedProject project={data} />
}

function LoadedProject({ project }: { project: ProjectRow }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const { menuOf, dialogs } = useProjectActions(() => navigate(adminPaths.projects()))
  const actions = menuOf(project)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Projects'), to: adminPaths.projects() },
        ]}
        title={project.name}
        status={<EnabledStatus {...project} />}
        actions={actions}
        likely={actions.slice(0, 2)}
      />
      <RouteTabs
        label={t('Project sections')}
        tabs={[
          { label: t('Members'), to: adminPaths.project(project.id) },
          { label: t('Quota'), to: adminPaths.projectQuota(project.id) },
          { label: t('Usage'), to: adminPaths.projectUsage(project.id) },
          { label: t('Servers'), to: adminPaths.projectServers(project.id) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Project'), facts: useFacts(project) }]} />
      </div>
      {dialogs}
    </>
  )
}

function useFacts({ id, domain, domain_id: domainId, parent, description, tags }: ProjectRow): Fact[] {
  const { data: contents } = useQuery(projectContentsQuery(useBff(), id))
  const count = (value: number | undefined) => (value === undefined ? null : formatNumber(value))
  return [
    { name: t('Description'), value: description },
    { name: t('Domain'), value: <NameLink to={adminPaths.domain(domainId ?? '')} name={domain} /> },
    { name: t('Parent'), value: parent && <NameLink to={adminPaths.project(parent.id)} name={parent.name} /> },
    {
      name: t('Projects below it'),
      value: contents && contents.below > 0 && (
        <Link className="link" to={`${adminPaths.projects()}?q=${encodeURIComponent(`parent:${id}`)}`}>
          {formatNumber(contents.below)}
        </Link>
      ),
    },
    { name: t('Servers'), value: count(contents?.servers) },
    { name: t('Images'), value: count(contents?.images) },
    { name: t('Networks'), value: count(contents?.networks) },
    { name: t('Ports'), value: count(contents?.ports) },
    { name: t('Tags'), value: tags.join(', ') },
    { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
  ]
}
