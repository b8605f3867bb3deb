import { invalid } from '#platform/errors'
import { wholeNumber } from './parse.ts'
import { fromFlavor, fromImage } from './reconcile.ts'
import { property, refusal, type GuestOptionSource } from './option-text.ts'

const parts = ['sockets', 'cores', 'threads'] as const

export type CpuTopology = Record<(typeof parts)[number], number>

const unlimited = 65_536

/**
 * How the guest's CPUs are laid out: of all ways within the limits that make its number of CPUs, the one nearest to what
 * is asked for; many sockets before many cores before many threads where nothing is asked.
 */
export function readCpuTopology(source: GuestOptionSource): CpuTopology {
  const limits = forEachPart((part) => limitOf(source, part))
  const wanted = wantedWithin(source, limits)
  const possible = layouts(source.flavor.vcpus, limits)
  if (possible.length === 0)
    throw invalid(
      `The flavor's ${source.flavor.vcpus} CPUs do not fit into ${limits.sockets} sockets of ${limits.cores} cores of ${limits.threads} threads. Raise hw:cpu_max_sockets, hw:cpu_max_cores or hw:cpu_max_threads (hw_cpu_max_ in the image).`,
      'flavorRef',
    )
  const nearness = (layout: CpuTopology) => parts.filter((part) => layout[part] === wanted[part]).length
  return possible.reduce((best, layout) => (nearness(layout) > nearness(best) ? layout : best))
}

function limitOf(source: GuestOptionSource, part: string): number {
  const allowed = fromFlavor(`hw:cpu_max_${part}`, wholeNumber(1))(source)
  const asked = fromImage(`hw_cpu_max_${part}`, wholeNumber(1))(source)
  if (asked !== undefined && allowed !== undefined && asked > allowed)
    throw refusal(property(source, `hw_cpu_max_${part}`)!, `the flavor allows ${allowed}. Pick another flavor.`)
  return asked ?? allowed ?? unlimited
}

/** What the image asks for, else the flavor unless it asks for more than the image can take. */
function wantedWithin(source: GuestOptionSource, limits: CpuTopology): Partial<CpuTopology> {
  const byImage = asksOf((part) => fromImage(`hw_cpu_${part}`, wholeNumber(1))(source))
  const tooMuch = (asked: Partial<CpuTopology>) => parts.find((part) => (asked[part] ?? 0) > limits[part])
  const wrong = tooMuch(byImage)
  if (wrong !== undefined)
    throw refusal(property(source, `hw_cpu_${wrong}`)!, `at most ${limits[wrong]} are allowed. Pick another flavor.`)
  if (Object.keys(byImage).length > 0) return byImage
  const byFlavor = asksOf((part) => fromFlavor(`hw:cpu_${part}`, wholeNumber(1))(source))
  return tooMuch(byFlavor) === undefined ? byFlavor : {}
}

/** Every way to make `vcpus`, most sockets first, then most cores. */
function layouts(vcpus: number, limits: CpuTopology): CpuTopology[] {
  const divisors = Array.from({ length: vcpus }, (_, nth) => vcpus - nth).filter((each) => vcpus % each === 0)
  return divisors
    .flatMap((sockets) =>
      divisors
        .filter((cores) => (vcpus / sockets) % cores === 0)
        .map((cores) => ({ sockets, cores, threads: vcpus / sockets / cores })),
    )
    .filter((layout) => parts.every((part) => layout[part] <= limits[part]))
}

const forEachPart = (read: (part: (typeof parts)[number]) => number): CpuTopology =>
  Object.fromEntries(parts.map((part) => [part, read(part)])) as CpuTopology

const asksOf = (read: (part: (typeof parts)[number]) => number | undefined): Partial<CpuTopology> =>
  Object.fromEntries(parts.map((part) => [part, read(part)]).filter(([, asked]) => asked !== undefined))
