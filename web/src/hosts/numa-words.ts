import { t } from '#ui/i18n'
import { formatNumber } from '#ui/format'
import type { CpuGuest, HostInFull } from './host-queries.ts'

/** A NUMA cell of a host. */
export type NumaCell = HostInFull['numa_cells'][number]

/** What a CPU is for: for everybody, free for a guest that wants it alone, or given to one; unknown while nobody has said who has it. */
export type CpuUse = 'shared' | 'free' | 'taken' | 'unknown'

/** A CPU of a cell, with the servers that alone have it. */
export interface CellCpu {
  id: number
  use: CpuUse
  owners: readonly CpuGuest[]
}

/** A cell with what each of its CPUs is for, and the servers that are kept to it. */
export interface CellPicture {
  cell: NumaCell
  cpus: readonly CellCpu[]
  /** Servers with CPUs of their own here. */
  owners: readonly CpuGuest[]
  /** Servers that share CPUs here, and may run on no others. */
  sharers: readonly CpuGuest[]
}

/** How the cells of a host are used; `guests` is undefined while that is not known. */
export function cellPictures(cells: readonly NumaCell[], guests: readonly CpuGuest[] | undefined): CellPicture[] {
  const dedicated = new Set(cells.flatMap((cell) => cell.dedicated_cpus))
  const isOwner = ({ cpus }: CpuGuest) => cpus.some((cpu) => dedicated.has(cpu))
  return cells.map((cell) => {
    const own = new Set(cell.dedicated_cpus)
    const here = (guests ?? []).filter(({ cpus }) => cpus.some((cpu) => cell.cpus.includes(cpu)))
    const cpus = cell.cpus.map((id): CellCpu => {
      if (!own.has(id)) return { id, use: 'shared', owners: [] }
      const owners = here.filter((guest) => guest.cpus.includes(id))
      if (owners.length > 0) return { id, use: 'taken', owners }
      return { id, use: guests === undefined ? 'unknown' : 'free', owners }
    })
    return {
      cell,
      cpus,
      owners: here.filter((guest) => guest.cpus.some((cpu) => own.has(cpu))),
      sharers: here.filter((guest) => !isOwner(guest)),
    }
  })
}

/** [0, 1, 2, 5] → "0–2, 5". */
export function cpuRanges(cpus: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const cpu of cpus.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && last[1] === cpu - 1) last[1] = cpu
    else ranges.push([cpu, cpu])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}

/** What the picture of a cell shows, in a sentence. */
export function cellWords({ cell, cpus }: CellPicture): string {
  const count = (use: CpuUse) => cpus.filter((cpu) => cpu.use === use).length
  const parts = [t('{{count}} CPUs', { count: cpus.length })]
  const [taken, free, unknown] = [count('taken'), count('free'), count('unknown')]
  if (taken + free + unknown === 0) parts.push(t('all shared by servers'))
  else {
    if (count('shared') > 0) parts.push(t('{{shared}} shared by servers', { shared: formatNumber(count('shared')) }))
    if (taken > 0) parts.push(t('{{taken}} taken by one server each', { taken: formatNumber(taken) }))
    if (free > 0) parts.push(t('{{free}} free for a server that wants them alone', { free: formatNumber(free) }))
    if (unknown > 0) parts.push(t('{{unknown}} for servers that want them alone', { unknown: formatNumber(unknown) }))
  }
  return t('Cell {{id}}: {{parts}}', { id: cell.id, parts: parts.join(', ') })
}
