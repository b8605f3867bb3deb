import type { OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import { Link } from 'react-router'
import type { CloudHome } from '#shared/bff'
import { adminPaths } from '#shared/paths'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { StatusMark, type Tone } from '#ui/status'
import { serviceName } from './cloud-attention.ts'

interface CloudServicesProps {
  /** Undefined where it could not be read. */
  overview: Pick<OverviewView, 'hosts' | 'control'> | undefined
  services: CloudHome['services']
}

/** Whether the services answer, and how many of those on hosts are up, down and disabled, each with its list. */
export function CloudServices({ overview, services }: CloudServicesProps) {
  const hosts = overview?.hosts
  return (
    <ul className="home-services" aria-label={t('Services')}>
      {hosts && (
        <>
          <Line
            tone="good"
            label={t('Hosts up')}
            count={hosts.up}
            to={adminPaths.services('state:up binary:nova-compute')}
          />
          <Line
            tone="bad"
            label={t('Hosts down')}
            count={hosts.down}
            to={adminPaths.services('state:down binary:nova-compute')}
          />
          <Line
            tone="warn"
            label={t('Hosts disabled')}
            count={hosts.disabled}
            to={adminPaths.services('status:disabled binary:nova-compute')}
          />
          <Line
            tone="good"
            label={t('Hosts that take new servers')}
            count={hosts.in_service}
            to={adminPaths.services('state:up status:enabled binary:nova-compute')}
          />
          <Line
            tone="bad"
            label={t('Services of the control down')}
            count={overview.control.down}
            to={adminPaths.services('state:down -binary:nova-compute')}
          />
        </>
      )}
      {services.map(({ service, error }) => (
        <li key={service} title={error?.message}>
          <StatusMark tone={error ? 'bad' : 'good'} />
          <span>{serviceName(service)}</span>
          <b>{error ? t('Does not answer') : t('Answers')}</b>
        </li>
      ))}
    </ul>
  )
}

function Line({ tone, label, count, to }: { tone: Tone; label: string; count: number; to: string }) {
  return (
    <li>
      <StatusMark tone={count === 0 ? 'idle' : tone} />
      <Link to={to}>{label}</Link>
      <b>{formatNumber(count)}</b>
    </li>
  )
}
