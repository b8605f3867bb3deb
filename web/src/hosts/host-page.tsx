import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { Banner } from '#ui/banner'
import { FactsRail } from '#ui/facts'
import { formatDuration, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RelativeTime, useNow } from '#ui/relative-time'
import { RouteTabs } from '#ui/route-tabs'
import { Status } from '#ui/status'
import { TitleBar } from '#ui/title-bar'
import { hostQuery, type HostInFull } from './host-queries.ts'
import { stateLook, topologyOf, versionOf } from './host-words.ts'
import './hosts.css'
import { useHostActions } from './use-host-actions.tsx'

/** A host: how it is, what runs on it, what it has and how much of that is promised. */
export default function HostPage() {
  const { name = '' } = useParams()
  const { data, error } = useSuspenseQuery(hostQuery(useBff(), name))
  // Forgotten by somebody else while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedHost host={data} />
}

function LoadedHost({ host }: { host: HostInFull }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const { menuOf, dialogs } = useHostActions(() => navigate(adminPaths.hosts()))
  const { name } = host
  const actions = menuOf(host)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Hosts'), to: adminPaths.hosts() },
        ]}
        title={name}
        status={
          <>
            <Status {...stateLook(host)} />
            {host.status === 'disabled' && <span className="dimmed">{t('Disabled')}</span>}
          </>
        }
        actions={actions}
        likely={actions.filter(({ isDangerous }) => !isDangerous).toReversed()}
      />
      <RouteTabs
        label={t('Host sections')}
        tabs={[
          { label: t('Overview'), to: adminPaths.host(name) },
          { label: t('Servers'), to: adminPaths.hostServers(name) },
          { label: t('Capacity'), to: adminPaths.hostCapacity(name) },
          { label: t('NUMA'), to: adminPaths.hostNuma(name) },
          { label: t('Traits'), to: adminPaths.hostTraits(name) },
          { label: t('Agent'), to: adminPaths.hostAgent(name) },
        ]}
      />
      <Notices host={host} />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={host} />
          </Suspense>
        </div>
        <Facts host={host} />
      </div>
      {dialogs}
    </>
  )
}

/** What keeps the host from being of use, and since when. */
function Notices({ host }: { host: HostInFull }) {
  const { state, status, forced_down: isForced, disabled_reason: reason, servers } = host
  const { servers_without_disks: lost, joined_at: joinedAt } = host
  if (state === 'up' && status === 'enabled' && lost === 0) return null
  const down = isForced
    ? t('An administrator has said so. Undo it once the host may be used again.')
    : t('It has not reported. Look at its agent and its network.')
  return (
    <div className="notices">
      {state === 'down' && (
        <Banner
          tone="bad"
          title={isForced ? t('This host was forced down') : t('This host is down')}
          text={
            <>
              {down} {servers > 0 && t('{{count}} servers are on it.', { count: servers })} {t('Last heard')}{' '}
              <RelativeTime at={host.updated_at} />
            </>
          }
        />
      )}
      {lost > 0 && (
        <Banner
          tone="bad"
          title={t('{{count}} servers of this host are without their disks', { count: lost })}
          text={
            <>
              {t('Another machine, or this one set up anew, has joined under its name and does not have them.')}{' '}
              {t(
                'If the machine still has them, stop its agent and have it join again with the data folder that it had.',
              )}{' '}
              {t('Their owners are told to ask you, or to rebuild them.')} {t('Joined')} <RelativeTime at={joinedAt!} />
            </>
          }
        />
      )}
      {status === 'disabled' && (
        <Banner
          tone="idle"
          title={t('No new servers are placed on this host')}
          text={reason ?? t('It was disabled without a reason.')}
        />
      )}
    </div>
  )
}

function Facts({ host }: { host: HostInFull }) {
  const { cpu, aggregates } = host
  return (
    <FactsRail
      label={t('Facts')}
      groups={[
        {
          title: t('Host'),
          facts: [
            { name: t('Address'), value: host.host_ip, copy: host.host_ip },
            { name: t('Last heard'), value: <RelativeTime at={host.updated_at} /> },
            { name: t('Running for'), value: host.booted_at && <Uptime since={host.booted_at} /> },
            { name: t('Zone'), value: host.zone },
            {
              name: t('Aggregates'),
              value:
                aggregates.length > 0 &&
                aggregates.map(({ id, name }) => <NameLink key={id} to={adminPaths.aggregate(id)} name={name} />),
            },
            {
              name: t('Resource provider'),
              value: Object.keys(host.inventories).length > 0 && (
                <NameLink to={adminPaths.provider(host.id)} name={t('In placement')} />
              ),
            },
            { name: t('ID'), value: <span className="mono">{host.id}</span>, copy: host.id },
            { name: t('Service ID'), value: <span className="mono">{host.service_id}</span>, copy: host.service_id },
          ],
        },
        {
          title: t('Hardware'),
          facts: [
            { name: t('CPU model'), value: `${cpu.vendor} ${cpu.model}` },
            { name: t('Architecture'), value: cpu.arch },
            { name: t('Topology'), value: topologyOf(cpu) },
            { name: t('NUMA cells'), value: cpu.cells !== undefined && formatNumber(cpu.cells) },
            { name: t('Dedicated CPUs'), value: host.dedicated_cpus > 0 && formatNumber(host.dedicated_cpus) },
          ],
        },
        {
          title: t('Versions'),
          facts: [
            { name: 'Kilonova', value: host.agent_version },
            { name: host.hypervisor_type, value: versionOf(host.hypervisor_version) },
            { name: 'libvirt', value: host.libvirt_version !== null && versionOf(host.libvirt_version) },
            { name: t('Kernel'), value: host.kernel },
          ],
        },
      ]}
    />
  )
}

const minuteMs = 60_000

const Uptime = ({ since }: { since: string }) =>
  formatDuration(Math.max(0, useNow(minuteMs).getTime() - new Date(since).getTime()))
