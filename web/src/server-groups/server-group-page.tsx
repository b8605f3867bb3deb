import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { MakerName, OwnerName } from '#shared/owner-name'
import { CreateServerButton } from '#shared/create-server-button'
import { useBff, usePaths, useScope } from '#shared/scope'
import { ServersSection } from '#shared/servers-section'
import { type Fact, FactsRail } from '#ui/facts'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { TitleBar } from '#ui/title-bar'
import { membersOf, serverGroupQuery } from './server-group-query.ts'
import { promiseOf, ruleOf } from './server-group-words.ts'
import { useServerGroupActions } from './use-server-group-actions.tsx'

/** A server group with its rule and its members. */
export default function ServerGroupPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(serverGroupQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedServerGroup group={data} />
}

function LoadedServerGroup({ group }: { group: ServerGroupView }) {
  const paths = usePaths()
  const scope = useScope()
  const navigate = useNavigate()
  const { menuOf, dialog } = useServerGroupActions(() => navigate(paths.serverGroups()))
  const actions = menuOf(group)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: scope.name ?? t('Administration'), to: paths.home() },
          { label: t('Server groups'), to: paths.serverGroups() },
        ]}
        title={group.name}
        actions={actions}
        likely={actions}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <ServersSection
              title={t('Members')}
              q={membersOf(group.id)}
              hasHosts
              nothing={{
                title: t('No servers in this group'),
                text: t('A server joins a group when it is created, and stays in it until it is deleted.'),
              }}
              create={scope.kind === 'project' && <CreateServerButton start={{ group: group.id }} variant="default" />}
            />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Server group'), facts: useFacts(group) }]} />
      </div>
      {dialog}
    </>
  )
}

function useFacts(group: ServerGroupView): Fact[] {
  const isOfAll = useScope().kind === 'admin'
  const { id, policy, rules, user_id: userId, project_id: projectId } = group
  return [
    {
      name: t('Policy'),
      value: (
        <>
          {ruleOf(group)} <span className="dimmed">({policy})</span>
          <div className="dimmed">{promiseOf(group)}</div>
        </>
      ),
    },
    { name: t('Maximum servers per host'), value: rules.max_server_per_host },
    { name: t('Project'), value: isOfAll && <OwnerName id={projectId} /> },
    { name: t('Created by'), value: <MakerName id={userId} /> },
    { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
  ]
}
