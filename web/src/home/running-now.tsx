import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { actionWord } from '#shared/action-words'
import { stepWord } from '#shared/step-words'
import type { Home } from '#shared/bff'
import { usePaths, useScope } from '#shared/scope'
import { statusLook } from '#shared/server-status'
import { formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Sparkline } from '#ui/sparkline'
import { StatusMark } from '#ui/status'
import { Duration } from '#ui/outcome'

/** How many servers there are in each state, what they use, and what is being done to them. */
export function RunningNow({
  home: { servers, metrics, running },
}: {
  home: Pick<Home, 'servers' | 'metrics' | 'running'>
}) {
  return (
    <>
      {servers.value && <Counts statuses={servers.value.statuses} />}
      {metrics.value && metrics.value.servers > 0 && <Use metrics={metrics.value} />}
      {running.value && <UnderWay running={running.value} />}
    </>
  )
}

/** Shown first, and also where there is none. */
const always = ['ACTIVE', 'ERROR']

/** How many servers there are in each state, each with its list. */
export function Counts({ statuses }: { statuses: Readonly<Record<string, number>> }) {
  const paths = usePaths()
  const others = Object.keys(statuses).filter((status) => !always.includes(status))
  others.sort((a, b) => statuses[b]! - statuses[a]!)
  return (
    <ul className="home-counts" aria-label={t('Servers by status')}>
      {[...always, ...others].map((status) => {
        const { word, tone } = statusLook(status)
        const count = statuses[status] ?? 0
        return (
          <li key={status}>
            <Link to={paths.servers(`status:${status.toLowerCase()}`)}>
              <StatusMark tone={count === 0 ? 'idle' : tone} />
              <span>{word}</span> <b>{formatNumber(count)}</b>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

function Use({ metrics }: { metrics: NonNullable<Home['metrics']['value']> }) {
  const { vcpus_used: vcpus, memory_mb: memory, vcpus_used_hour: cpuHour, memory_mb_hour: memoryHour } = metrics
  const line = (label: string, now: string, values: readonly (number | null)[]) => (
    <div>
      <dt>{label}</dt>
      <dd>
        <b>{now}</b>
        <Sparkline values={values} maximum={Math.max(...values.map((value) => value ?? 0), 1e-9) * 1.1} width={120} />
        <span className="dimmed">{t('last hour')}</span>
      </dd>
    </div>
  )
  return (
    <dl className="home-use">
      {vcpus !== null &&
        line(t('CPU in use'), t('{{used}} vCPUs', { used: formatNumber(Math.round(vcpus * 10) / 10) }), cpuHour)}
      {memory !== null && line(t('Memory in use'), formatMb(memory), memoryHour)}
    </dl>
  )
}

type Running = NonNullable<Home['running']['value']>

/** What is being done to servers: the newest, and of all projects whose they are. */
export function UnderWay({ running: { actions, total } }: { running: Running }) {
  const paths = usePaths()
  const isOfAll = useScope().kind === 'admin'
  if (total === 0) return <p className="dimmed home-quiet">{t('Nothing is being done to a server.')}</p>
  return (
    <>
      <ul className="home-under-way" aria-label={t('Under way')}>
        {actions.map((action) => (
          <li key={action.id}>
            <StatusMark tone="moving" />
            <NameLink to={paths.serverActivity(action.server_id)} name={action.server_name} />
            <span className="attention-text">
              {actionWord(action.action)} <span className="dimmed">{stepOf(action)}</span>
            </span>
            {isOfAll && <span className="dimmed clip">{action.project_name ?? action.project_id}</span>}
            <Duration from={action.start_time} to={null} />
          </li>
        ))}
      </ul>
      {total > actions.length && (
        <Anchor component={Link} to={paths.activity('outcome:running')} size="sm">
          {t('{{count}} more are under way', { count: total - actions.length })}
        </Anchor>
      )}
    </>
  )
}

/** "Choosing a host, step 1 of 6". */
function stepOf({ steps, steps_total: of }: Running['actions'][number]): string {
  const current = steps.find(({ finish_time }) => finish_time === null)
  const task = current ? stepWord(current.event) : t('Waiting')
  const step = steps.filter(({ finish_time }) => finish_time !== null).length + 1
  return of === null ? task : t('{{task}}, step {{step}} of {{of}}', { task, step: Math.min(step, of), of })
}
