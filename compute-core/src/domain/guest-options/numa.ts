import { allCpus, cpuSet } from './cpu-set.ts'
import { readCpuPolicy } from './cpu-policy.ts'
import { readPageSize } from './memory.ts'
import { wholeNumber } from './parse.ts'
import { property, refusal, spec, type GuestOptionSource, type Wish } from './wish.ts'

/** A part of the guest's memory and the CPUs that are near to it. */
export interface NumaCell {
  cpus: readonly number[]
  ramMb: number
}

/** The guest's cells; undefined for a guest that does not know of such. CPUs or pages of its own make it one cell at least. */
export function readNuma(source: GuestOptionSource): readonly NumaCell[] | undefined {
  const wish = either(source, 'hw:numa_nodes', 'hw_numa_nodes')
  if (wish === undefined && readPageSize(source) === undefined && readCpuPolicy(source).policy === 'shared')
    return undefined
  const count = wish === undefined ? 1 : wholeNumber(1)(wish)
  const described = allCpus(count).map((cell) => describedCell(source, cell))
  if (described.every((cell) => cell === undefined)) return evenCells(source, count, wish)
  return checked(source, described)
}

/** As large as each other. */
function evenCells({ flavor }: GuestOptionSource, count: number, wish: Wish | undefined): NumaCell[] {
  if (wish !== undefined && (flavor.vcpus % count !== 0 || flavor.ramMb % count !== 0))
    throw refusal(
      wish,
      `the flavor's ${flavor.vcpus} CPUs and ${flavor.ramMb} MB do not divide so. Name each node's with hw:numa_cpus.N and hw:numa_mem.N.`,
    )
  const size = flavor.vcpus / count
  return allCpus(count).map((cell) => ({
    cpus: allCpus(size).map((cpu) => cell * size + cpu),
    ramMb: flavor.ramMb / count,
  }))
}

interface Described extends NumaCell {
  wish: Wish
}

function describedCell(source: GuestOptionSource, cell: number): Described | undefined {
  const cpus = either(source, `hw:numa_cpus.${cell}`, `hw_numa_cpus.${cell}`)
  const memory = either(source, `hw:numa_mem.${cell}`, `hw_numa_mem.${cell}`)
  if (cpus === undefined && memory === undefined) return undefined
  if (cpus === undefined || memory === undefined)
    throw refusal((cpus ?? memory)!, `name both the CPUs and the memory of node ${cell}.`)
  return { cpus: cpuSet(source.flavor.vcpus)(cpus), ramMb: wholeNumber(1)(memory), wish: cpus }
}

function checked({ flavor }: GuestOptionSource, cells: readonly (Described | undefined)[]): NumaCell[] {
  const named = cells.filter((cell) => cell !== undefined)
  const { wish } = named[0]!
  if (named.length < cells.length) throw refusal(wish, 'name the CPUs and the memory of every node, or of none.')
  const cpus = named.flatMap((cell) => cell.cpus)
  if (new Set(cpus).size !== cpus.length) throw refusal(wish, 'a CPU is in two nodes: put each into one.')
  if (cpus.length !== flavor.vcpus) throw refusal(wish, `the nodes must have all of the ${flavor.vcpus} CPUs.`)
  const ramMb = named.reduce((sum, cell) => sum + cell.ramMb, 0)
  if (ramMb !== flavor.ramMb) throw refusal(wish, `the nodes have ${ramMb} MB together, the flavor ${flavor.ramMb} MB.`)
  return named.map((cell) => ({ cpus: cell.cpus, ramMb: cell.ramMb }))
}

/** Set on one side only: a layout is one person's idea. */
function either(source: GuestOptionSource, specKey: string, propertyKey: string): Wish | undefined {
  const [given, asked] = [spec(source, specKey), property(source, propertyKey)]
  if (given !== undefined && asked !== undefined)
    throw refusal(asked, `the flavor has ${specKey} as well. Remove one of the two, or pick another flavor.`)
  return given ?? asked
}
