import type { ProcessView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { useSuspenseQuery } from '@tanstack/react-query'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { Banner } from '#ui/banner'
import { type Column, DataTable } from '#ui/data-table'
import { FactList } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime, useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Status } from '#ui/status'
import { leaseLeft, machineOf, processLook, rolesOf } from './process-words.ts'
import { processesQuery } from './system-queries.ts'
import './system.css'

const isThere = ({ state }: ProcessView): boolean => state === 'live' || state === 'silent'

/** The processes that are the control of this cloud: which are at work, with what, and what became of those that are gone. */
export default function SystemProcessesTab() {
  const { data, dataUpdatedAt: saidAt } = useSuspenseQuery(processesQuery(useBff()))
  const { processes, left } = data
  const gone = processes.filter((one) => !isThere(one))
  const flowsLeft = left.flows_under_way + left.flows_waiting
  return (
    <>
      {flowsLeft > 0 && (
        <Banner
          title={t('{{count}} flows have no process', { count: flowsLeft })}
          text={t('Nobody carries them now. The next process with the role of a conductor takes them up.')}
        />
      )}
      <Section title={t('Control processes')} surface="none">
        <p className="dimmed">
          {t(
            'They share one database, and any of them answers. Each renews its lease every few seconds; when one is silent until its lease has run out, another goes on with its flows.',
          )}
        </p>
        <div className="processes">
          {processes.filter(isThere).map((one) => (
            <Process key={one.id} process={one} saidAt={saidAt} />
          ))}
        </div>
      </Section>
      {gone.length > 0 && (
        <Section title={t('Processes that are gone')} surface="none">
          <DataTable
            label={t('Processes that are gone')}
            rows={gone}
            columns={goneColumns(processes)}
            rowKey={({ id }) => id}
            whenEmpty={null}
          />
        </Section>
      )}
    </>
  )
}

function Process({ process, saidAt }: { process: ProcessView; saidAt: number }) {
  const { id, host, hosts, address, version, revision, leads, is_this: isThis } = process
  return (
    <article className="card process" aria-label={host}>
      <div className="process-head">
        <h3 className="break">{host}</h3>
        <Status {...processLook(process)} />
      </div>
      <div className="facts">
        <FactList
          facts={[
            { name: t('Lease'), value: <Lease process={process} saidAt={saidAt} /> },
            { name: t('Roles'), value: rolesOf(process) },
            { name: t('Reconcilers'), value: leads && t('It leads them') },
            { name: t('This page'), value: isThis && t('It answers it') },
            { name: t('Flows under way'), value: formatNumber(process.flows_under_way) },
            { name: t('Flows waiting'), value: formatNumber(process.flows_waiting) },
            {
              name: t('Hosts within'),
              value: hosts.length > 0 && <Hosts names={hosts} />,
            },
            { name: t('Address'), value: address && <span className="mono">{address}</span>, copy: address },
            { name: t('Started'), value: <RelativeTime at={process.started_at} /> },
            {
              name: t('Version'),
              value: <span title={revision ?? undefined}>{version}</span>,
            },
            { name: t('ID'), value: <span className="mono">{id}</span>, copy: id },
          ]}
        />
      </div>
    </article>
  )
}

function Lease({ process, saidAt }: { process: ProcessView; saidAt: number }) {
  const now = useNow(1000).getTime()
  if (process.state === 'silent') return t('Has run out; another process takes over')
  return (
    <>
      {t('holds for {{time}}', { time: leaseLeft(process, saidAt, now) })}
      <span className="dimmed">
        {' '}
        · {t('renewed')} <RelativeTime at={process.renewed_at} />
      </span>
    </>
  )
}

/** A few by name, each with its page. */
function Hosts({ names }: { names: readonly string[] }) {
  const shown = names.slice(0, mostHosts)
  return (
    <span className="process-hosts">
      {shown.map((name) => (
        <NameLink key={name} to={adminPaths.host(name)} name={name} />
      ))}
      {names.length > shown.length && t('and {{count}} more', { count: names.length - shown.length })}
    </span>
  )
}

const mostHosts = 8

const goneColumns = (all: readonly ProcessView[]): readonly Column<ProcessView>[] => [
  {
    header: t('Process'),
    cell: ({ host, id }) => (
      <span className="break" title={id}>
        {host}
      </span>
    ),
  },
  { header: t('Status'), cell: (one) => <Status {...processLook(one)} /> },
  { header: t('What became of it'), cell: (one) => <End process={one} all={all} /> },
  { header: t('Roles'), hideOn: 'narrow', cell: rolesOf },
  { header: t('Version'), hideOn: 'narrow', cell: ({ version }) => version },
]

function End({ process, all }: { process: ProcessView; all: readonly ProcessView[] }) {
  const { taken_over_by: by, taken_over_at: takenAt, stopped_at: stoppedAt, renewed_at: renewedAt } = process
  if (by !== null && takenAt !== null)
    return (
      <>
        {t('Taken over by {{name}}', { name: machineOf(all, by) })} <RelativeTime at={takenAt} />
      </>
    )
  return (
    <>
      {t('Gave its lease back')} <RelativeTime at={stoppedAt ?? renewedAt} />
    </>
  )
}
