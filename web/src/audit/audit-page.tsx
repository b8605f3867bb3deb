import type { AuditView } from '@kilonova/compute-core/api/kilonova/audit/audit-schema'
import { auditKeys } from '@kilonova/compute-core/domain/audit/audit-keys'
import { IconHistory } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import type { ListColumn } from '#list/descriptor'
import { ResourceList } from '#list/resource-list'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { thingPages } from '#shared/thing-pages'
import { CopyButton } from '#ui/copy-button'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { NameLink } from '#ui/name-link'
import { PersonName, ProjectName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { Status } from '#ui/status'
import { auditCsv, auditQuery } from './audit-query.ts'
import { kindWord, operationWord, outcomeLooks } from './audit-words.ts'

const columns: readonly ListColumn<AuditView>[] = [
  {
    id: 'action',
    header: t('Action'),
    width: 160,
    cell: ({ action, methods }) => (
      <span title={action}>
        {operationWord(action)}
        {methods && <span className="dimmed"> · {methods.join(', ')}</span>}
      </span>
    ),
    value: ({ action }) => action,
  },
  {
    id: 'target',
    header: t('Target'),
    width: 170,
    cell: (row) => <Target row={row} />,
    value: ({ target }) => target.name ?? target.id,
  },
  {
    id: 'who',
    header: t('Who'),
    width: 110,
    cell: ({ user_id, user_name, trust_id, trustee_user_id, methods }) =>
      user_id === null ? (
        // A host that renews or leaves shows who it is.
        <span className="dimmed">{methods?.includes('certificate') ? t('The host itself') : t('Unknown')}</span>
      ) : (
        <>
          <PersonName id={user_id} name={user_name} />
          {trust_id !== null && <ViaTrust trusteeId={trustee_user_id} />}
        </>
      ),
    value: ({ user_name, user_id }) => user_name ?? user_id,
  },
  {
    id: 'result',
    header: t('Result'),
    width: 170,
    cell: ({ outcome, message, status, times }) => (
      <span title={message ?? undefined}>
        <Status {...outcomeLooks[outcome]} code={String(status)} />
        {times > 1 && (
          <span
            className="dimmed"
            title={t('{{count}} such requests within a minute; the last one is shown.', { count: times })}
          >
            {' '}
            × {formatNumber(times)}
          </span>
        )}
        {message && <span className="dimmed"> · {message}</span>}
      </span>
    ),
    value: ({ outcome }) => outcome,
  },
  {
    id: 'project',
    header: t('Project'),
    width: 120,
    cell: ({ project_id, project_name, scope }) =>
      project_id === null ? (
        <span className="dimmed">{scope === 'system' ? t('Whole cloud') : '—'}</span>
      ) : (
        <ProjectName id={project_id} name={project_name} />
      ),
    value: ({ project_name, project_id }) => project_name ?? project_id,
  },
  {
    id: 'time',
    header: t('When'),
    width: 104,
    sortKey: 'event_time',
    cell: ({ event_time }) => <RelativeTime at={event_time} />,
    value: ({ event_time }) => event_time,
  },
  {
    id: 'request',
    header: t('Request ID'),
    width: 120,
    cell: ({ request_id }) => (
      <span className="with-copy reveals">
        <span className="mono">{request_id.slice(0, 12)}…</span>
        <CopyButton value={request_id} label={t('Copy request ID')} isQuiet />
      </span>
    ),
    value: ({ request_id }) => request_id,
  },
  {
    id: 'address',
    header: t('Address'),
    width: 120,
    hidden: true,
    cell: ({ address }) => <span className="mono">{address ?? '—'}</span>,
    value: ({ address }) => address,
  },
  {
    id: 'kind',
    header: t('Kind'),
    width: 120,
    hidden: true,
    cell: ({ target }) => target.kind !== null && kindWord(target.kind),
    value: ({ target }) => target.kind,
  },
  {
    id: 'service',
    header: t('Service'),
    width: 100,
    hidden: true,
    cell: ({ service }) => service,
    value: ({ service }) => service,
  },
  {
    id: 'operation',
    header: t('Operation'),
    width: 220,
    hidden: true,
    cell: ({ method, path }) => (
      <span className="mono" title={path}>
        {method} {path}
      </span>
    ),
    value: ({ method, path }) => `${method} ${path}`,
  },
]

const filters = [
  { label: t('Everything'), q: '' },
  { label: t('Sign-ins'), q: 'action:sign-in' },
  { label: t('Failed or not allowed'), q: 'outcome:failure,refused' },
  { label: t('Servers'), q: 'kind:server' },
  { label: t('Identity'), q: 'service:identity -action:sign-in' },
  { label: t('Images'), q: 'service:image' },
  { label: t('Networks'), q: 'service:network' },
]

/** Who did what in the whole cloud: every change through any service, and every sign-in. */
export default function AuditPage() {
  const bff = useBff()
  const paths = usePaths()
  return (
    <ResourceList
      name="audit"
      title={t('Activity')}
      things={t('entries')}
      description={t('Every change of anything in the cloud and every sign-in: who, what, on which, and how it ended.')}
      notice={<Filters />}
      columns={columns}
      rowKey={({ id }) => id}
      nameOf={({ action, target }) => `${operationWord(action)} ${target.name ?? target.id ?? ''}`.trim()}
      defaultSort={[{ column: 'time', direction: 'desc' }]}
      keys={auditKeys}
      placeholder={t('Name, who:ada, action:sign-in, request ID or outcome:refused')}
      query={(request) => auditQuery(bff, request)}
      csv={(request) => auditCsv(bff, request)}
      open={({ has_steps, target, request_id }) =>
        has_steps && target.kind === 'server' && target.id !== null
          ? paths.serverActivity(target.id)
          : paths.activity(`request:${request_id}`)
      }
      phone={{ beside: 'result', below: ['who', 'target', 'time'] }}
      empty={{
        icon: <IconHistory />,
        title: t('Nothing has been done yet'),
        text: t('Whatever somebody changes, and whoever signs in, is listed here.'),
      }}
    />
  )
}

/** What is asked most, with one click; the one that is shown says so. */
function Filters() {
  const [search] = useSearchParams()
  const current = search.get('q') ?? ''
  return (
    <nav className="quick-filters" aria-label={t('Quick filters')}>
      {filters.map(({ label, q }) => (
        <LinkButton
          key={q}
          to={q === '' ? '?' : `?q=${encodeURIComponent(q)}`}
          size="compact-sm"
          variant={q === current ? 'light' : 'default'}
          {...(q === current && { 'aria-current': 'true' as const })}
        >
          {label}
        </LinkButton>
      ))}
    </nav>
  )
}

/** That somebody else acted for the person, and who. */
function ViaTrust({ trusteeId }: { trusteeId: string | null }) {
  const words = t('via a trust')
  if (trusteeId === null) return <span className="dimmed"> · {words}</span>
  return (
    <span className="dimmed" title={t('The user {{id}} acted for them, whom they trust with that.', { id: trusteeId })}>
      {' · '}
      <NameLink to={adminPaths.user(trusteeId)} name={words} />
    </span>
  )
}

/** What it was done to: a link where there is still something to see. */
function Target({ row: { target, action, outcome } }: { row: AuditView }) {
  const paths = usePaths()
  const { kind, id, name } = target
  if (id === null && name === null) return <span className="dimmed">—</span>
  const word = name ?? id!
  const isGone = action === `${kind}-delete` && outcome === 'success'
  const pages: Readonly<Record<string, (known: string) => string>> = {
    ...thingPages(paths),
    'quota-set': adminPaths.projectQuota,
    quota: adminPaths.projectQuota,
  }
  const page = kind !== null && Object.hasOwn(pages, kind) ? pages[kind] : undefined
  return (
    <span title={[kind === null ? '' : kindWord(kind), id].join(' ').trim()}>
      {isGone ? <s>{word}</s> : page && id !== null ? <NameLink to={page(id)} name={word} /> : word}
    </span>
  )
}
