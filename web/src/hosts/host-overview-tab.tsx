import { useQuery } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { fitAddress } from '#shared/fit-address'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { className, formatOf } from '#shared/resource-classes'
import { CapacityBar } from '#ui/capacity-bar'
import { ErrorNotice } from '#ui/error-notice'
import { FactList } from '#ui/facts'
import { formatByteRate, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { Section } from '#ui/section'
import { HostMetricsSection } from './host-metrics.tsx'
import { type HostInFull, hostLoadQuery } from './host-queries.ts'
import { capacityOf, inventoriesOf } from './host-words.ts'

/** How full a host is, and what its servers use of it now. */
export default function HostOverviewTab() {
  const host = useOutletContext<HostInFull>()
  return (
    <>
      <Capacity host={host} />
      <HostMetricsSection name={host.name} />
      <Load host={host} />
    </>
  )
}

function Capacity({ host }: { host: HostInFull }) {
  const inventories = inventoriesOf(host)
  return (
    <Section
      title={t('Capacity')}
      beside={
        <span>
          <LinkButton to={fitAddress({ host: host.name })} variant="subtle" size="compact-sm">
            {t('Would it fit?')}
          </LinkButton>
          <LinkButton to={adminPaths.hostCapacity(host.name)} variant="subtle" size="compact-sm">
            {t('Reserved and ratios')}
          </LinkButton>
        </span>
      }
    >
      <div className="host-bars">
        {inventories.map(([name, inventory]) => (
          <CapacityBar key={name} label={className(name)} {...capacityOf(inventory)} format={formatOf(name)} />
        ))}
        {inventories.length === 0 && (
          <span className="dimmed">{t('Placement does not know this host yet: it has to report first.')}</span>
        )}
      </div>
    </Section>
  )
}

const rate = (bytes: number | null) => (bytes === null ? null : formatByteRate(bytes))

function Load({ host }: { host: HostInFull }) {
  const { data, error } = useQuery(hostLoadQuery(useBff(), host.name))
  const { servers, active_servers: active, busy_servers: busy } = host
  const vcpus = data?.vcpus_used
  const memory = data?.memory_mb
  return (
    <Section title={t('Servers and load')} surface="flush">
      {error && <ErrorNotice title={t('The load could not be loaded')} error={error} />}
      <div className="facts">
        <FactList
          facts={[
            {
              name: t('Servers'),
              value: t('{{servers}}, of which {{active}} are active', {
                servers: formatNumber(servers),
                active: formatNumber(active),
              }),
            },
            { name: t('Under way'), value: busy > 0 && formatNumber(busy) },
            { name: t('CPU in use'), value: vcpus != null && t('{{used}} vCPUs', { used: formatNumber(vcpus) }) },
            { name: t('Memory in use'), value: memory != null && formatMb(memory) },
            { name: t('Disk read'), value: rate(data?.disk_read_bytes_rate ?? null) },
            { name: t('Disk written'), value: rate(data?.disk_write_bytes_rate ?? null) },
            { name: t('Network received'), value: rate(data?.rx_bytes_rate ?? null) },
            { name: t('Network sent'), value: rate(data?.tx_bytes_rate ?? null) },
          ]}
        />
      </div>
      {data === null && servers > 0 && (
        <p className="card-body dimmed">{t('None of its servers has been measured in the last minutes.')}</p>
      )}
    </Section>
  )
}
