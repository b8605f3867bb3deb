import { t } from '#ui/i18n'
import { formatNumber } from '#ui/format'
import type { CpuGuest, HostInFull } from './host-queries.ts'

/** A NUMA cell of a host. */
export type NumaCell = HostInFull['numa_cells'][number]

/** What a CPU is for: all servers, or one alone, which has been given it or not; `dedicated` while that is not known. */
export type CpuUse = 'shared' | 'taken' | 'free' | 'dedicated'

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
  /** Servers that share CPUs here with others, and may not run on all that are shared. */
  sharers: readonly CpuGuest[]
}

/** How the cells of a host are used; `guests` is undefined while that is not known. */
export function cellPictures(cells: readonly NumaCell[], guests: readonly CpuGuest[] | undefined): CellPicture[] {
  const dedicated = new Set(cells.flatMap((cell) => cell.dedicated_cpus))
  const isKept = (guest: CpuGuest) => !isOwner(guest, dedicated) && !sharesAll(guest, cells)
  return cells.map((cell) => {
    const own = new Set(cell.dedicated_cpus)
    const here = (guests ?? []).filter(({ cpus }) => cpus.some((cpu) => cell.cpus.includes(cpu)))
    const cpus = cell.cpus.map((id): CellCpu => {
      if (!own.has(id)) return { id, use: 'shared', owners: [] }
      const owners = here.filter((guest) => guest.cpus.includes(id))
      if (owners.length > 0) return { id, use: 'taken', owners }
      return { id, use: guests === undefined ? 'dedicated' : 'free', owners }
    })
    return {
      cell,
      cpus,
      owners: here.filter((guest) => isOwner(guest, own)),
      sharers: here.filter(isKept),
    }
  })
}

const isOwner = ({ cpus }: CpuGuest, dedicated: ReadonlySet<number>) => cpus.some((cpu) => dedicated.has(cpu))

/** The CPUs of all cells that servers share. */
export const sharedCpus = (cells: readonly NumaCell[]): number[] =>
  cells.flatMap(({ cpus, dedicated_cpus: dedicated }) => cpus.filter((cpu) => !dedicated.includes(cpu)))

/** Whether a server may run on all CPUs that are shared and on no others: what is said of most once is not said of each. */
export const sharesAll = ({ cpus }: CpuGuest, cells: readonly NumaCell[]): boolean =>
  cpuRanges(cpus) === cpuRanges(sharedCpus(cells))

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
  const said: Record<CpuUse, (count: string) => string> = {
    shared: (shared) => t('{{shared}} shared', { shared }),
    taken: (taken) => t('{{taken}} dedicated and taken', { taken }),
    free: (free) => t('{{free}} dedicated and free', { free }),
    dedicated: (dedicated) => t('{{dedicated}} dedicated', { dedicated }),
  }
  const uses = (Object.keys(said) as CpuUse[]).filter((use) => count(use) > 0)
  const parts = [t('{{count}} CPUs', { count: cpus.length }), ...uses.map((use) => said[use](formatNumber(count(use))))]
  return t('Cell {{id}}: {{parts}}', { id: cell.id, parts: parts.join(', ') })
}
