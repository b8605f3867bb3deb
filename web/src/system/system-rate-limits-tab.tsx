import type { RateLimitsView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { type Column, DataTable } from '#ui/data-table'
import { FactList } from '#ui/facts'
import { formatDuration, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { PersonName, ProjectName } from '#ui/name-of'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { rateLimitsQuery } from './system-queries.ts'

type Held = RateLimitsView['held_back'][number]

const columns: readonly Column<Held>[] = [
  {
    header: t('Who'),
    cell: ({ of, id, name }) =>
      of === 'user' ? <PersonName id={id} name={name} /> : <ProjectName id={id} name={name} />,
  },
  { header: t('Limit of'), cell: ({ of }) => (of === 'user' ? t('User') : t('Project')) },
  { header: t('Requests held back'), align: 'right', cell: ({ times }) => formatNumber(times) },
  { header: t('Last time'), cell: ({ last_at: at }) => <RelativeTime at={at} /> },
]

const limitOf = (budget: RateLimitsView['per_user']) =>
  budget === null
    ? t('No limit')
    : t('{{count}} requests in {{time}}', { count: budget.requests, time: formatDuration(budget.seconds * 1000) })

/** How many requests the Compute API takes, and whom that held back. */
export default function SystemRateLimitsTab() {
  const { rate_limits: limits } = useSuspenseQuery(rateLimitsQuery(useBff())).data
  return (
    <>
      <Section title={t('In force')}>
        <div className="facts">
          <FactList
            facts={[
              { name: t('Each user'), value: limitOf(limits.per_user) },
              { name: t('Each project'), value: limitOf(limits.per_project) },
            ]}
          />
        </div>
        <p className="dimmed">{t('They are set by rate_limit in the settings, and hold for the Compute API.')}</p>
      </Section>
      <Section title={t('Held back since the start')} surface="none">
        <DataTable
          label={t('Held back since the start')}
          rows={limits.held_back}
          columns={columns}
          rowKey={({ of, id }) => `${of} ${id}`}
          whenEmpty={<p className="card-body dimmed">{t('Nobody was held back since the cloud was started.')}</p>}
        />
      </Section>
    </>
  )
}
