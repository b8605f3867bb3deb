import type { EndpointView, LogLevelView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { Select } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { versionsQuery } from '#shared/versions-query'
import { CopyButton } from '#ui/copy-button'
import { type Column, DataTable } from '#ui/data-table'
import { type Fact, FactList } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { useRefusalOf } from '#ui/permit'
import { showRefusal } from '#ui/show-refusal'
import { Status } from '#ui/status'
import { changeLogLevel, endpointsQuery, logLevelQuery } from './system-queries.ts'

const endpointColumns: readonly Column<EndpointView>[] = [
  { header: t('Service'), cell: ({ title }) => title },
  {
    header: t('Status'),
    cell: ({ answers, status }) => (
      <Status
        word={answers ? t('Answers') : t('Does not answer')}
        tone={answers ? 'good' : 'bad'}
        code={String(status)}
      />
    ),
  },
  {
    header: t('Address'),
    cell: ({ url }) => (
      <span className="with-copy reveals">
        <span className="mono break">{url}</span>
        <CopyButton value={url} label={t('Copy address')} isQuiet />
      </span>
    ),
  },
  {
    header: t('Took'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ took_ms: ms }) => t('{{ms}} ms', { ms: formatNumber(ms) }),
  },
]

/** Versions, endpoints and the log level. */
export default function SystemOverviewTab() {
  const bff = useBff()
  const versions = useSuspenseQuery(versionsQuery(bff)).data
  const { endpoints } = useSuspenseQuery(endpointsQuery(bff)).data
  const { kilonova, revision, agent_contract: contract, node, postgresql, hypervisors, apis } = versions
  const facts: Fact[] = [
    { name: t('Kilonova'), value: kilonova },
    { name: t('Revision'), value: revision && <span className="mono">{revision.slice(0, 12)}</span>, copy: revision },
    { name: t('Agent contract'), value: formatNumber(contract) },
    { name: t('Node.js'), value: node },
    { name: t('PostgreSQL'), value: postgresql },
    ...hypervisors.map(({ type, version, hosts }) => ({
      name: type,
      value: t('{{version}} on {{count}} hosts', { version, count: hosts }),
    })),
  ]
  const ranges: Fact[] = apis.map(({ title, min, max }) => ({
    name: title,
    value: min === max ? max : t('{{min}} to {{max}}', { min, max }),
  }))
  return (
    <>
      <Section title={t('Versions')}>
        <div className="facts">
          <FactList facts={facts} />
        </div>
      </Section>
      <Section title={t('API versions')}>
        <div className="facts">
          <FactList facts={ranges} />
        </div>
      </Section>
      <Section title={t('Endpoints')} surface="none">
        <DataTable
          label={t('Endpoints')}
          rows={endpoints}
          columns={endpointColumns}
          rowKey={({ name }) => name}
          whenEmpty={null}
        />
        <p className="dimmed">
          {t('Checked from inside Kilonova; whether these addresses can be reached from outside is not tested.')}
        </p>
      </Section>
      <LogLevel />
    </>
  )
}

const levels: readonly LogLevelView['level'][] = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/** What is logged, which may be changed until the next start. */
function LogLevel() {
  const bff = useBff()
  const client = useQueryClient()
  const query = logLevelQuery(bff)
  const { level, at_start: atStart } = useSuspenseQuery(query).data.log_level
  const change = useMutation({
    mutationFn: (next: LogLevelView['level']) => changeLogLevel(bff, next),
    onError: (error) => showRefusal(t('The log level was not changed'), error),
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey }),
  })
  const refusal = useRefusalOf()({ needs: 'kilonova:system:change' })
  return (
    <Section title={t('Log level')}>
      <Select
        label={t('Log from this level on')}
        description={t('Until the cloud is started again: then it is {{level}}, as the settings say.', {
          level: atStart,
        })}
        data={levels}
        value={change.isPending ? change.variables : level}
        onChange={(next) => next && change.mutate(next as LogLevelView['level'])}
        disabled={change.isPending || refusal !== undefined}
        error={refusal}
        allowDeselect={false}
        maw={420}
      />
    </Section>
  )
}
