import { Stack } from '@mantine/core'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ask, bff, type Diagnostics } from '#app/bff'
import { DataTable, type Column } from '#ui/data-table'
import { ErrorNotice } from '#ui/error-notice'
import { Facts } from '#ui/facts'
import { formatBytes, formatDuration, formatMb } from '#ui/format'

const diagnosticsQuery = (id: string) =>
  queryOptions({
    queryKey: ['server-diagnostics', id],
    queryFn: () => ask(bff.servers[':id'].diagnostics.$get({ param: { id } })),
    // While it is looked at and there is something to see; the browser stops this in a hidden tab.
    refetchInterval: ({ state }) => (state.data?.diagnostics?.value ? 3_000 : false),
  })

export default function ServerDiagnosticsTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(diagnosticsQuery(id))
  const { diagnostics, topology } = data
  return (
    <Stack gap="lg">
      {diagnostics?.refused && <ErrorNotice title="The guest tells nothing now" error={diagnostics.refused} />}
      {diagnostics?.value && <Figures figures={diagnostics.value} />}
      {topology.refused && <ErrorNotice title="The topology cannot be read now" error={topology.refused} />}
      {topology.value && (
        <Part title="CPU and memory layout">
          <DataTable
            label="NUMA nodes"
            rows={topology.value.nodes}
            columns={nodeColumns}
            rowKey={({ id: node }) => String(node)}
            whenEmpty={<p className="nothing">The host lays its CPUs and memory out as it likes.</p>}
          />
        </Part>
      )}
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="part-title">{title}</h2>
      {children}
    </section>
  )
}

type Values = NonNullable<NonNullable<Diagnostics['diagnostics']>['value']>

function Figures({ figures }: { figures: Values }) {
  return (
    <>
      <Facts
        title="Guest"
        facts={[
          { name: 'State', value: figures.state },
          {
            name: 'Up for',
            value: figures.uptimeSeconds === null ? null : formatDuration(figures.uptimeSeconds * 1000),
          },
          { name: 'Memory', value: memoryOf(figures) },
          {
            name: 'Hypervisor',
            value: [figures.driver, figures.hypervisor, figures.hypervisorOs].filter(Boolean).join(' · '),
          },
        ]}
      />
      <Part title="CPUs">
        <DataTable
          label="CPUs"
          rows={figures.cpus}
          columns={cpuColumns}
          rowKey={({ id }) => String(id)}
          whenEmpty={<p className="nothing">No figures of its CPUs.</p>}
        />
      </Part>
      <Part title="Disks">
        <DataTable
          label="Disks"
          rows={figures.disks}
          columns={diskColumns}
          rowKey={({ id }) => String(id)}
          whenEmpty={<p className="nothing">No figures of its disks.</p>}
        />
      </Part>
      <Part title="Network cards">
        <DataTable
          label="Network cards"
          rows={figures.nics}
          columns={nicColumns}
          rowKey={({ mac }) => mac ?? ''}
          whenEmpty={<p className="nothing">It has no network card.</p>}
        />
      </Part>
    </>
  )
}

/** What a driver does not tell stands as a dash. */
const known = (value: number | null, format: (value: number) => string = String): string =>
  value === null ? '—' : format(value)

const memoryOf = ({ memoryUsedMb, memoryMaximumMb }: Values): string =>
  `${known(memoryUsedMb, formatMb)} of ${known(memoryMaximumMb, formatMb)}`

const cpuColumns: Column<Values['cpus'][number]>[] = [
  { header: 'CPU', cell: ({ id }) => id },
  { header: 'Time', cell: ({ timeNs }) => known(timeNs, (ns) => formatDuration(ns / 1e6)) },
  { header: 'Used', cell: ({ utilisationPercent }) => known(utilisationPercent, (percent) => `${percent} %`) },
]

const diskColumns: Column<Values['disks'][number]>[] = [
  { header: 'Disk', cell: ({ id }) => id },
  { header: 'Read', cell: ({ readBytes }) => known(readBytes, formatBytes) },
  { header: 'Reads', hideOn: 'narrow', cell: ({ readRequests }) => known(readRequests) },
  { header: 'Written', cell: ({ writeBytes }) => known(writeBytes, formatBytes) },
  { header: 'Writes', hideOn: 'narrow', cell: ({ writeRequests }) => known(writeRequests) },
  { header: 'Errors', cell: ({ errors }) => known(errors) },
]

const nicColumns: Column<Values['nics'][number]>[] = [
  { header: 'Card', cell: ({ mac }) => <span className="mono">{mac ?? '—'}</span> },
  { header: 'Received', cell: ({ rxBytes }) => known(rxBytes, formatBytes) },
  { header: 'Packets in', hideOn: 'narrow', cell: ({ rxPackets }) => known(rxPackets) },
  { header: 'Sent', cell: ({ txBytes }) => known(txBytes, formatBytes) },
  { header: 'Packets out', hideOn: 'narrow', cell: ({ txPackets }) => known(txPackets) },
  {
    header: 'Errors, dropped',
    hideOn: 'narrow',
    cell: ({ rxErrors, txErrors, rxDropped, txDropped }) =>
      `${(rxErrors ?? 0) + (txErrors ?? 0)}, ${(rxDropped ?? 0) + (txDropped ?? 0)}`,
  },
]

type Node = NonNullable<Diagnostics['topology']['value']>['nodes'][number]

const nodeColumns: Column<Node>[] = [
  { header: 'Node', cell: ({ id }) => id },
  { header: 'Memory', cell: ({ memoryMb }) => formatMb(memoryMb) },
  { header: 'vCPUs', cell: ({ vcpus }) => vcpus.join(', ') },
  { header: 'Host node', hideOn: 'narrow', cell: ({ hostNode }) => known(hostNode) },
  {
    header: 'Pinned to',
    hideOn: 'narrow',
    cell: ({ pinning }) => pinning.map(({ vcpu, hostCpu }) => `${vcpu} → ${hostCpu}`).join(', ') || '—',
  },
]
