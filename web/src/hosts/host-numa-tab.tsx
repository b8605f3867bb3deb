import { Button } from '@mantine/core'
import { IconCpu } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useOutletContext } from 'react-router'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { FactList } from '#ui/facts'
import { formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { type CpuGuest, hostCpusQuery, type HostInFull } from './host-queries.ts'
import {
  type CellCpu,
  cellPictures,
  type CellPicture,
  cellWords,
  cpuRanges,
  type CpuUse,
  sharedCpus,
  sharesAll,
} from './numa-words.ts'

/** The NUMA cells of a host: their CPUs and memory, what each CPU is for, and which servers are kept to them. */
export default function HostNumaTab() {
  const host = useOutletContext<HostInFull>()
  const { name, numa_cells: cells } = host
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...hostCpusQuery(useBff(), name),
    enabled: cells.length > 0,
  })
  const pictures = useMemo(() => cellPictures(cells, data), [cells, data])
  if (cells.length === 0)
    return (
      <div className="card">
        <EmptyState
          icon={<IconCpu />}
          title={t('This host has not reported its NUMA cells')}
          text={t('Its hypervisor cannot tell, or its agent is an older version.')}
        />
      </div>
    )
  return (
    <>
      {error && (
        <ErrorNotice title={t('CPU assignments could not be loaded')} error={error}>
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {t('Try again')}
          </Button>
        </ErrorNotice>
      )}
      <Section
        title={t('NUMA cells')}
        surface="none"
        beside={
          <span className="host-metrics-head">
            <Legend pictures={pictures} />
            <Button size="compact-sm" variant="subtle" loading={isFetching} onClick={() => void refetch()}>
              {t('Reload')}
            </Button>
          </span>
        }
      >
        <div className="numa-cells" aria-busy={isPending}>
          {pictures.map((picture) => (
            <Cell key={picture.cell.id} picture={picture} isKnown={data !== undefined} />
          ))}
        </div>
        {data && <Others host={host} guests={data} />}
      </Section>
    </>
  )
}

const namesOfUse: Record<CpuUse, string> = {
  shared: t('Shared'),
  taken: t('Dedicated, taken'),
  free: t('Dedicated, free'),
  dedicated: t('Dedicated'),
}

/** The servers that are in no cell, of which there may be many: how many, and where they run. */
function Others({
  host: { name, numa_cells: cells, servers },
  guests,
}: {
  host: HostInFull
  guests: readonly CpuGuest[]
}) {
  const free = servers - guests.length
  const sharing = guests.filter((guest) => sharesAll(guest, cells)).length
  if (free <= 0 && sharing === 0) return null
  return (
    <p className="dimmed numa-note">
      {sharing > 0 &&
        t('{{count}} servers share the CPUs {{cpus}}.', { count: sharing, cpus: cpuRanges(sharedCpus(cells)) })}{' '}
      {free > 0 && t('{{count}} servers may run on any CPU of the host.', { count: free })}{' '}
      <NameLink to={adminPaths.hostServers(name)} name={t('All servers on this host')} />
    </p>
  )
}

/** What the colours stand for, of those that are there. */
function Legend({ pictures }: { pictures: readonly CellPicture[] }) {
  const seen = new Set(pictures.flatMap(({ cpus }) => cpus.map(({ use }) => use)))
  if (seen.size < 2) return null
  const uses = (Object.keys(namesOfUse) as CpuUse[]).filter((use) => seen.has(use))
  return (
    <ul className="numa-legend" aria-label={t('Legend')}>
      {uses.map((use) => (
        <li key={use}>
          <i className="numa-cpu" data-use={use} aria-hidden /> {namesOfUse[use]}
        </li>
      ))}
    </ul>
  )
}

function Cell({ picture, isKnown }: { picture: CellPicture; isKnown: boolean }) {
  const { cell, cpus, owners, sharers } = picture
  const shared = cpus.filter(({ use }) => use === 'shared').map(({ id }) => id)
  const free = cpus.filter(({ use }) => use === 'free').map(({ id }) => id)
  return (
    <section className="card card-body numa-cell" aria-label={t('Cell {{id}}', { id: cell.id })}>
      <div className="numa-head">
        <h3>{t('Cell {{id}}', { id: cell.id })}</h3>
        <span className="dimmed">{formatMb(cell.memory_mb)}</span>
      </div>
      <p className="visually-hidden">{cellWords(picture)}</p>
      <div className="numa-cpus" aria-hidden>
        {cpus.map((cpu) => (
          <span key={cpu.id} className="numa-cpu" data-use={cpu.use} title={cpuWords(cpu)}>
            {cpu.id}
          </span>
        ))}
      </div>
      <div className="facts">
        <FactList
          facts={[
            { name: t('CPUs'), value: cpuRanges(cell.cpus) || t('None') },
            { name: t('Shared'), value: cell.dedicated_cpus.length > 0 && (cpuRanges(shared) || t('None')) },
            { name: t('Dedicated'), value: cpuRanges(cell.dedicated_cpus) },
            {
              name: t('Free dedicated CPUs'),
              value: isKnown && cell.dedicated_cpus.length > 0 && (cpuRanges(free) || t('None')),
            },
            {
              name: t('Servers on dedicated CPUs'),
              value: owners.length > 0 && <Guests guests={owners} cell={picture} />,
            },
            { name: t('Servers limited to this cell'), value: sharers.length > 0 && <Guests guests={sharers} /> },
          ]}
        />
      </div>
    </section>
  )
}

/** What a CPU is for. */
function cpuWords({ id, use, owners }: CellCpu): string {
  if (owners.length === 0) return t('CPU {{id}}: {{use}}', { id, use: namesOfUse[use] })
  return t('CPU {{id}}: {{use}}', { id, use: owners.map(({ name }) => name).join(', ') })
}

/** Links to servers; with `cell`, each with its CPUs there. */
function Guests({ guests, cell }: { guests: readonly CpuGuest[]; cell?: CellPicture }) {
  const paths = usePaths()
  const own = new Set(cell?.cell.dedicated_cpus)
  return (
    <ul className="numa-guests">
      {guests.map(({ server_id: id, name, cpus }) => (
        <li key={id}>
          <NameLink to={paths.server(id)} name={name} />
          {cell && <span className="dimmed">{cpuRanges(cpus.filter((cpu) => own.has(cpu)))}</span>}
        </li>
      ))}
    </ul>
  )
}
