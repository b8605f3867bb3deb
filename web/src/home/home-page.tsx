import { Anchor } from '@mantine/core'
import { IconKey, IconPlus, IconRocket } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Home } from '#shared/bff'
import { CreateServerButton } from '#shared/create-server-button'
import { toCreateServers } from '#shared/permits'
import { useBff, usePaths } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { useRefusalBy } from '#ui/permit'
import { QuotaBar } from '#ui/quota-bar'
import { useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { attentionRows } from './attention.ts'
import { AttentionList } from './attention-list.tsx'
import { DayStrip } from './day-strip.tsx'
import { homeQuery } from './home-query.ts'
import { Missing } from './missing.tsx'
import { quotaLines } from './quota-lines.ts'
import { RunningNow } from './running-now.tsx'
import './home.css'

/** What needs somebody, what is running, and what is left of the quota. */
export default function HomePage() {
  const { data, refetch } = useSuspenseQuery(homeQuery(useBff()))
  const paths = usePaths()
  const now = useNow(30_000)
  const retry = () => void refetch()
  return (
    <>
      <PageHeader title={t('Home')}>
        <CreateServer />
      </PageHeader>
      <div className="split">
        <div className="stack">
          <Section title={t('Needs you')}>
            <Missing parts={[data.attention, data.offers]} onRetry={retry} />
            <AttentionList
              rows={attentionRows(data, paths, now)}
              isWhole={!data.attention.error && !data.offers.error}
            />
          </Section>
          <Section
            title={t('Running now')}
            beside={
              <Anchor component={Link} to={paths.servers()} size="sm">
                {t('All servers')}
              </Anchor>
            }
          >
            <Missing parts={[data.servers, data.running, data.metrics]} onRetry={retry} />
            {data.servers.value?.total === 0 ? <FirstStep home={data} /> : <RunningNow home={data} />}
          </Section>
          <Section
            title={t('Server actions of the last 7 days')}
            beside={
              <Anchor component={Link} to={paths.activity()} size="sm">
                {t('All activity')}
              </Anchor>
            }
          >
            <Missing parts={[data.activity]} onRetry={retry} />
            {data.activity.value && <DayStrip days={data.activity.value} />}
          </Section>
        </div>
        <Section
          title={t('Quota')}
          beside={
            <Anchor component={Link} to={paths.usage()} size="sm">
              {t('Usage')}
            </Anchor>
          }
        >
          <Missing parts={Object.values(data.quota)} onRetry={retry} />
          <div className="home-quota">
            {quotaLines(data, paths).map(({ label, used, limit, format }) => (
              <QuotaBar key={label} label={label} used={used} limit={limit} format={format} />
            ))}
          </div>
        </Section>
      </div>
    </>
  )
}

const CreateServer = () => <CreateServerButton leftSection={<IconPlus size={16} aria-hidden />} />

/** What to do first in an empty project: create a key pair, then a server. */
function FirstStep({ home }: { home: Home }) {
  const paths = usePaths()
  const permit = useRefusalBy()
  if (permit(toCreateServers) !== undefined)
    return (
      <EmptyState icon={<IconRocket />} title={t('No servers yet')}>
        <CreateServer />
      </EmptyState>
    )
  if (home.quota.compute.value?.keyPairs.used === 0)
    return (
      <EmptyState
        icon={<IconKey />}
        title={t('Create a key pair first')}
        text={t('You sign in to servers with an SSH key. Create one, or import the one that you already use.')}
      >
        <LinkButton to={`${paths.keyPairs()}?new`}>{t('Create key pair')}</LinkButton>
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<IconRocket />}
      title={t('Create your first server')}
      text={t('Choose an image and a flavor; the server is ready in less than a minute.')}
    >
      <LinkButton to={paths.serverCreate()}>{t('Create server')}</LinkButton>
    </EmptyState>
  )
}
