import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { Diagnostics } from '#shared/bff'
import { useBff } from '#shared/scope'
import { DataTable, type Column } from '#ui/data-table'
import { ErrorNotice } from '#ui/error-notice'
import { FactsRail } from '#ui/facts'
import {
  formatByteRate,
  formatBytes,
  formatDuration,
  formatMb,
  formatNumber,
  formatPercent,
  perSecond,
} from '#ui/format'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { ratesBetween, type Figures, type Rates } from './diagnostics-rates.ts'
import { serverDiagnosticsQuery } from './server-diagnostics-query.ts'

export default function ServerDiagnosticsTab() {
  const { id = '' } = useParams()
  const bff = useBff()
  const { data, dataUpdatedAt } = useSuspenseQuery(serverDiagnosticsQuery(bff, id))
  const { diagnostics, topology } = data
  const figures = diagnostics?.value ?? null
  const rates = useRates(figures, dataUpdatedAt)
  return (
    <div className={figures ? 'split' : 'stack'}>
      <div className="stack">
        {diagnostics?.refused && <ErrorNotice title={t('Diagnostics are not available')} error={diagnostics.refused} />}
        {figures && rates && <Tables figures={figures} rates={rates} />}
        {topology.refused && (
          <ErrorNotice title={t('The CPU and memory layout is not available')} error={topology.refused} />
        )}
        {topology.value && (
          <Table
            title={t('CPU and memory layout')}
            label={t('NUMA nodes')}
            rows={topology.value.nodes}
            columns={nodeColumns}
            rowKey={({ id: node }) => String(node)}
            whenEmpty={t('No NUMA topology: the host places its CPUs and memory freely.')}
          />
        )}
      </div>
      {figures && <FactsRail label={t('Guest')} groups={[{ title: t('Guest'), facts: factsOf(figures) }]} />}
    </div>
  )
}

/** What the guest does now: its counters compared with those of the answer before. */
function useRates(figures: Figures | null, at: number): Rates | null {
  const [answers, setAnswers] = useState<{ figures: Figures | null; at: number; rates: Rates | null }>()
  if (answers?.at === at) return answers.rates
  const seconds = answers ? (at - answers.at) / 1000 : 0
  const rates = figures && ratesBetween(answers?.figures ?? null, figures, seconds)
  setAnswers({ figures, at, rates })
  return rates
}

interface TableProps<Row> {
  title: string
  label?: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  whenEmpty: string
}

function Table<Row>({ title, label = title, whenEmpty, ...table }: TableProps<Row>) {
  return (
    <Section title={title} surface="none">
      <DataTable label={label} whenEmpty={<p className="nothing">{whenEmpty}</p>} {...table} />
    </Section>
  )
}

const factsOf = (figures: Figures) => [
  { name: t('State'), value: figures.state },
  {
    name: t('Uptime'),
    value: figures.uptimeSeconds === null ? null : formatDuration(figures.uptimeSeconds * 1000),
  },
  { name: t('Memory'), value: memoryOf(figures) },
  {
    name: t('Hypervisor'),
    value: [figures.driver, figures.hypervisor, figures.hypervisorOs].filter(Boolean).join(' · '),
  },
]

/** A counter since the guest was started, and what it grows by now. */
interface Counted<Thing, Rate> {
  total: Thing
  rate: Rate
}

const beside = <Thing, Rate>(totals: readonly Thing[], rates: readonly Rate[]): Counted<Thing, Rate>[] =>
  totals.map((total, index) => ({ total, rate: rates[index]! }))

function Tables({ figures, rates }: { figures: Figures; rates: Rates }) {
  return (
    <>
      <Table
        title={t('CPUs')}
        rows={beside(figures.cpus, rates.cpus)}
        columns={cpuColumns}
        rowKey={({ total }) => String(total.id)}
        whenEmpty={t('No CPU statistics.')}
      />
      <Table
        title={t('Disks')}
        rows={beside(figures.disks, rates.disks)}
        columns={diskColumns}
        rowKey={({ total }) => String(total.id)}
        whenEmpty={t('No disk statistics.')}
      />
      <Table
        title={t('Network interfaces')}
        rows={beside(figures.nics, rates.nics)}
        columns={nicColumns}
        rowKey={({ total }) => total.mac ?? ''}
        whenEmpty={t('No network interfaces.')}
      />
    </>
  )
}

/** What a driver does not report is shown as a dash. */
const known = (value: number | null, format: (value: number) => string = String): string =>
  value === null ? '—' : format(value)

const memoryOf = ({ memoryUsedMb, memoryMaximumMb }: Figures): string =>
  t('{{used}} of {{all}}', { used: known(memoryUsedMb, formatMb), all: known(memoryMaximumMb, formatMb) })

const sinceStart = (into: number | null, out: number | null) =>
  `${known(into, formatBytes)} · ${known(out, formatBytes)}`

const cpuColumns: Column<Counted<Figures['cpus'][number], Rates['cpus'][number]>>[] = [
  { header: t('CPU'), cell: ({ total }) => total.id },
  {
    header: t('Used'),
    align: 'right',
    cell: ({ rate }) => known(rate.timeNs, (ns) => formatPercent(Math.min(1, ns / 1e9))),
  },
  {
    header: t('Time since start'),
    align: 'right',
    cell: ({ total }) => known(total.timeNs, (ns) => formatDuration(ns / 1e6)),
  },
]

const diskColumns: Column<Counted<Figures['disks'][number], Rates['disks'][number]>>[] = [
  { header: t('Disk'), cell: ({ total }) => total.id },
  { header: t('Read'), align: 'right', cell: ({ rate }) => known(rate.readBytes, formatByteRate) },
  { header: t('Written'), align: 'right', cell: ({ rate }) => known(rate.writeBytes, formatByteRate) },
  { header: t('Reads'), align: 'right', hideOn: 'narrow', cell: ({ rate }) => known(rate.readRequests, perSecond) },
  { header: t('Writes'), align: 'right', hideOn: 'narrow', cell: ({ rate }) => known(rate.writeRequests, perSecond) },
  {
    header: t('Read · written since start'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ total }) => sinceStart(total.readBytes, total.writeBytes),
  },
  { header: t('Errors'), align: 'right', cell: ({ total }) => known(total.errors, formatNumber) },
]

const nicColumns: Column<Counted<Figures['nics'][number], Rates['nics'][number]>>[] = [
  { header: t('MAC address'), cell: ({ total }) => <span className="mono">{total.mac ?? '—'}</span> },
  { header: t('Received'), align: 'right', cell: ({ rate }) => known(rate.rxBytes, formatByteRate) },
  { header: t('Sent'), align: 'right', cell: ({ rate }) => known(rate.txBytes, formatByteRate) },
  { header: t('Packets in'), align: 'right', hideOn: 'narrow', cell: ({ rate }) => known(rate.rxPackets, perSecond) },
  { header: t('Packets out'), align: 'right', hideOn: 'narrow', cell: ({ rate }) => known(rate.txPackets, perSecond) },
  {
    header: t('Received · sent since start'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ total }) => sinceStart(total.rxBytes, total.txBytes),
  },
  {
    header: t('Errors, dropped'),
    align: 'right',
    hideOn: 'narrow',
    cell: ({ total }) =>
      `${(total.rxErrors ?? 0) + (total.txErrors ?? 0)}, ${(total.rxDropped ?? 0) + (total.txDropped ?? 0)}`,
  },
]

type Node = NonNullable<Diagnostics['topology']['value']>['nodes'][number]

const nodeColumns: Column<Node>[] = [
  { header: t('Node'), cell: ({ id }) => id },
  { header: t('Memory'), align: 'right', cell: ({ memoryMb }) => formatMb(memoryMb) },
  { header: t('vCPUs'), cell: ({ vcpus }) => vcpus.join(', ') },
  { header: t('Host node'), hideOn: 'narrow', cell: ({ hostNode }) => known(hostNode) },
  {
    header: t('Pinned to'),
    hideOn: 'narrow',
    cell: ({ pinning }) => pinning.map(({ vcpu, hostCpu }) => `${vcpu} → ${hostCpu}`).join(', ') || '—',
  },
]
