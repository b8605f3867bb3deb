import { Anchor } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { fitAddress } from '#shared/fit-address'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { AttentionList } from './attention-list.tsx'
import { cloudAttentionRows } from './cloud-attention.ts'
import { CloudCapacity } from './cloud-capacity.tsx'
import { cloudHomeQuery } from './cloud-home-query.ts'
import { CloudServices } from './cloud-services.tsx'
import { DayStrip } from './day-strip.tsx'
import { FailedActions } from './failed-actions.tsx'
import { FlowsInTrouble } from './flows-in-trouble.tsx'
import { BusiestHosts } from './busiest-hosts.tsx'
import { Missing } from './missing.tsx'
import { Counts, UnderWay } from './running-now.tsx'
import './home.css'
import './cloud-home.css'

/** How the whole cloud is: what needs an administrator, what has failed, what runs where, and what is left. */
export default function CloudHomePage() {
  const { data, refetch } = useSuspenseQuery(cloudHomeQuery(useBff()))
  const paths = usePaths()
  const now = useNow(30_000)
  const retry = () => void refetch()
  const overview = data.overview.value
  return (
    <>
      <PageHeader title={t('Home')}>
        <LinkButton to={fitAddress({})} variant="default">
          {t('Would it fit?')}
        </LinkButton>
      </PageHeader>
      <div className="split">
        <div className="stack">
          <Section title={t('Needs you')}>
            <Missing parts={[data.overview, data.attention]} onRetry={retry} />
            <AttentionList
              rows={cloudAttentionRows(data, paths, now)}
              isWhole={!data.overview.error && !data.attention.error}
            />
          </Section>
          <Section title={t('Capacity')} beside={<More to={adminPaths.hosts()} label={t('All hosts')} />}>
            <Missing parts={[data.overview]} onRetry={retry} />
            {overview && <CloudCapacity capacity={overview.capacity} />}
          </Section>
          <Section
            title={t('Failed in the last 24 hours')}
            beside={<More to={paths.activity('outcome:failure time:<24h')} label={t('All failures')} />}
          >
            <Missing parts={[data.failures]} onRetry={retry} />
            {data.failures.value && <FailedActions failures={data.failures.value} />}
          </Section>
          <Section
            title={t('Flows')}
            beside={<More to={paths.activity('outcome:running')} label={t('All that runs')} />}
          >
            <Missing parts={[data.overview]} onRetry={retry} />
            {overview && <FlowsInTrouble flows={overview.flows} />}
          </Section>
          <Section title={t('Servers')} beside={<More to={paths.servers()} label={t('All servers')} />}>
            <Missing parts={[data.servers, data.running]} onRetry={retry} />
            {data.servers.value && <Counts statuses={data.servers.value.statuses} />}
            {data.running.value && <UnderWay running={data.running.value} />}
          </Section>
          <Section
            title={t('Server actions of the last 7 days')}
            beside={<More to={paths.activity()} label={t('All activity')} />}
          >
            <Missing parts={[data.activity]} onRetry={retry} />
            {data.activity.value && <DayStrip days={data.activity.value} />}
          </Section>
        </div>
        <div className="stack">
          <Section title={t('Services')} beside={<More to={adminPaths.services()} label={t('All services')} />}>
            <Missing parts={[data.overview]} onRetry={retry} />
            <CloudServices overview={overview ?? undefined} services={data.services} />
          </Section>
          <Section title={t('Busiest hosts')} surface="none" beside={overview && <Load load={overview.load} />}>
            <Missing parts={[data.overview]} onRetry={retry} />
            {overview && <BusiestHosts hosts={overview.busiest} />}
          </Section>
        </div>
      </div>
    </>
  )
}

const More = ({ to, label }: { to: string; label: string }) => (
  <Anchor component={Link} to={to} size="sm">
    {label}
  </Anchor>
)

/** What all servers use now, in a few words. */
function Load({
  load: { vcpus_used: vcpus, memory_mb: memory },
}: {
  load: { vcpus_used: number | null; memory_mb: number | null }
}) {
  if (vcpus === null) return null
  const cpu = t('{{used}} vCPUs', { used: formatNumber(Math.round(vcpus * 10) / 10) })
  return <span className="dimmed home-load">{memory === null ? cpu : `${cpu} · ${formatMb(memory)}`}</span>
}
