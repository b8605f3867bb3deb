import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useLocation, useParams } from 'react-router'
import { RefusalError, type CommandName, type ServerAction, type ServerPage as Page } from '#shared/bff'
import type { Paths } from '#shared/paths'
import { useBff, usePaths, useScope } from '#shared/scope'
import { ServerLock, ServerStatus } from '#shared/server-columns'
import { stepWord } from '#shared/step-words'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { showRefusal } from '#ui/show-refusal'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { noticedActions, ServerNotices } from './server-notices.tsx'
import { useAskedCommand } from './use-asked-command.ts'
import { usePageActions } from './use-page-actions.ts'
import { serverQuery } from './server-query.ts'
import { useCommandRefusal } from '../actions/use-command-refusal.ts'

const tabs: readonly { label: string; path: (paths: Paths, id: string) => string }[] = [
  { label: t('Overview'), path: (paths, id) => paths.server(id) },
  { label: t('Console'), path: (paths, id) => paths.serverConsole(id) },
  { label: t('Metrics'), path: (paths, id) => paths.serverMetrics(id) },
  { label: t('Network'), path: (paths, id) => paths.serverNetwork(id) },
  { label: t('Snapshots'), path: (paths, id) => paths.serverSnapshots(id) },
  { label: t('Log'), path: (paths, id) => paths.serverLog(id) },
  { label: t('Activity'), path: (paths, id) => paths.serverActivity(id) },
  { label: t('Diagnostics'), path: (paths, id) => paths.serverDiagnostics(id) },
  { label: t('Settings'), path: (paths, id) => paths.serverSettings(id) },
]

export default function ServerPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(serverQuery(useBff(), id))
  // Deleted by somebody else while it was shown: the data on the page is no longer true.
  if (error instanceof RefusalError && error.status === 404) throw error
  return <LoadedServer data={data} />
}

/** What people want most of a server that is as usual; what leads out of another state comes before. */
const likely: readonly CommandName[] = ['start', 'stop', 'softReboot', 'resize']

function LoadedServer({ data }: { data: Page }) {
  const { server, actions: log } = data
  const paths = usePaths()
  const { name } = useScope()
  const actions = usePageActions()
  const refusalOf = useCommandRefusal()
  // Said where one arrives: a console and a log need the room, and the action log says it at its step.
  useAskedCommand((name) => {
    const refusal = refusalOf(server, name)
    if (refusal) showRefusal(t('Not possible now'), { message: refusal })
    else actions.begin(name, server)
  })
  const isOverview = useLocation().pathname.replace(/\/$/, '') === paths.server(server.id)
  const sought = isOverview ? likely : [...noticedActions(server), ...likely]
  return (
    <>
      <TitleBar
        crumbs={[
          { label: name ?? t('Administration'), to: paths.home() },
          { label: t('Servers'), to: paths.servers() },
        ]}
        title={server.name}
        status={
          <>
            <ServerStatus server={server} step={currentStep(log[0])} />
            <ServerLock server={server} />
          </>
        }
        likely={actions.menuOf(server, sought)}
        actions={actions.menuOf(server)}
      />
      <RouteTabs
        label={t('Server sections')}
        tabs={tabs.map(({ label, path }) => ({ label, to: path(paths, server.id) }))}
      />
      {isOverview && <ServerNotices data={data} onAct={(name) => actions.begin(name, server)} />}
      <Suspense fallback={<LoadingPart />}>
        <Outlet />
      </Suspense>
      {actions.dialogs}
    </>
  )
}

/** The step that an action has come to, by the word that its list of steps has for it. */
function currentStep(action: ServerAction | undefined): { nth: number; word: string } | undefined {
  const step = action?.outcome === 'running' ? action.steps.at(-1) : undefined
  return step && { nth: action!.steps.length, word: stepWord(step.name) }
}
