import type { FlowInTroubleView, OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import { actionWord } from '#shared/action-words'
import { adminPaths } from '#shared/paths'
import { usePaths } from '#shared/scope'
import { stepWord } from '#shared/step-words'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { StatusMark } from '#ui/status'

/** How much is being carried out, and what of it is not going well. */
export function FlowsInTrouble({ flows: { running, waiting, in_trouble: total, list } }: Pick<OverviewView, 'flows'>) {
  return (
    <>
      <p className="home-flows">
        {t('{{running}} under way, {{waiting}} waiting for their turn.', {
          running: formatNumber(running),
          waiting: formatNumber(waiting),
        })}{' '}
        {total === 0 && (
          <span className="dimmed">{t('None waits for long, is held up or has left anything undone.')}</span>
        )}
      </p>
      {total > 0 && (
        <ul className="home-failures" aria-label={t('Flows that need a look')}>
          {list.map((flow) => (
            <FlowRow key={flow.id} flow={flow} />
          ))}
        </ul>
      )}
      {total > list.length && (
        <p className="dimmed home-quiet">{t('{{count}} more need a look.', { count: total - list.length })}</p>
      )}
    </>
  )
}

function FlowRow({ flow }: { flow: FlowInTroubleView }) {
  const paths = usePaths()
  const { server_id: serverId, server_name: serverName, host } = flow
  return (
    <li>
      <StatusMark tone={flow.trouble === 'not-undone' ? 'bad' : 'warn'} />
      <span className="home-failure-what">
        {actionWord(flow.action ?? flow.flow ?? '')}{' '}
        {serverId && serverName && <NameLink to={paths.serverActivity(serverId)} name={serverName} />}
      </span>
      <span className="home-failure-why">{troubleOf(flow)}</span>
      <span className="dimmed home-failure-who">
        {host && (
          <>
            <NameLink to={adminPaths.host(host)} name={host} />
            {' · '}
          </>
        )}
        {flow.project_name && `${flow.project_name} · `}
        <RelativeTime at={flow.since} />
      </span>
    </li>
  )
}

const undoes = 'undo '

function troubleOf({ trouble, step }: FlowInTroubleView): string {
  if (trouble === 'waiting') return t('It waits for its turn.')
  if (step === null) return t('No step of it has begun or ended for long.')
  const name = stepWord(step.startsWith(undoes) ? step.slice(undoes.length) : step)
  if (trouble === 'not-undone')
    return t('“{{step}}” could not be undone. What is left is cleaned up by the cloud, if it can be reached.', {
      step: name,
    })
  return step.startsWith(undoes)
    ? t('It has been undoing “{{step}}” for long.', { step: name })
    : t('It has been at “{{step}}” for long.', { step: name })
}
