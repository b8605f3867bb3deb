import { allCpus, cpuSet } from './cpu-set.ts'
import { readCpuPolicy } from './cpu-policy.ts'
import { readPageSize } from './memory.ts'
import { wholeNumber } from './parse.ts'
import { property, refusal, spec, type GuestOptionSource, type OptionText } from './option-text.ts'

/** A part of the guest's memory and the CPUs that are near to it. */
export interface NumaCell {
  cpus: readonly number[]
  ramMb: number
}

/** The guest's cells; undefined for a guest that does not know of such. CPUs or pages of its own make it one cell at least. */
export function readNuma(source: GuestOptionSource): readonly NumaCell[] | undefined {
  const option = either(source, 'hw:numa_nodes', 'hw_numa_nodes')
  if (option === undefined && readPageSize(source) === undefined && readCpuPolicy(source).policy === 'shared')
    return undefined
  const count = option === undefined ? 1 : wholeNumber(1)(option)
  const described = allCpus(count).map((cell) => describedCell(source, cell))
  if (described.every((cell) => cell === undefined)) return evenCells(source, count, option)
  return checked(source, described)
}

/** As large as each other. */
function evenCells({ flavor }: GuestOptionSource, count: number, option: OptionText | undefined): NumaCell[] {
  if (option !== undefined && (flavor.vcpus % count !== 0 || flavor.ramMb % count !== 0))
    throw refusal(
      option,
      `the flavor's ${flavor.vcpus} CPUs and ${flavor.ramMb} MB do not divide so. Name each node's with hw:numa_cpus.N and hw:numa_mem.N.`,
    )
  const size = flavor.vcpus / count
  return allCpus(count).map((cell) => ({
    cpus: allCpus(size).map((cpu) => cell * size + cpu),
    ramMb: flavor.ramMb / count,
  }))
}

interface Described extends NumaCell {
  option: OptionText
}

function describedCell(source: GuestOptionSource, cell: number): Described | undefined {
  const cpus = either(source, `hw:numa_cpus.${cell}`, `hw_numa_cpus.${cell}`)
  const memory = either(source, `hw:numa_mem.${cell}`, `hw_numa_mem.${cell}`)
  if (cpus === undefined && memory === undefined) return undefined
  if (cpus === undefined || memory === undefined)
    throw refusal((cpus ?? memory)!, `name both the CPUs and the memory of node ${cell}.`)
  return { cpus: cpuSet(source.flavor.vcpus)(cpus), ramMb: wholeNumber(1)(memory), option: cpus }
}

function checked({ flavor }: GuestOptionSource, cells: readonly (Described | undefined)[]): NumaCell[] {
  const named = cells.filter((cell) => cell !== undefined)
  const { option } = named[0]!
  if (named.length < cells.length) throw refusal(option, 'name the CPUs and the memory of every node, or of none.')
  const cpus = named.flatMap((cell) => cell.cpus)
  if (new Set(cpus).size !== cpus.length) throw refusal(option, 'a CPU is in two nodes: put each into one.')
  if (cpus.length !== flavor.vcpus) throw refusal(option, `the nodes must have all of the ${flavor.vcpus} CPUs.`)
  const ramMb = named.reduce((sum, cell) => sum + cell.ramMb, 0)
  if (ramMb !== flavor.ramMb)
    throw refusal(option, `the nodes have ${ramMb} MB together, the flavor ${flavor.ramMb} MB.`)
  return named.map((cell) => ({ cpus: cell.cpus, ramMb: cell.ramMb }))
}

/** Set on one side only: a layout is one person's idea. */
function either(source: GuestOptionSource, specKey: string, propertyKey: string): OptionText | undefined {
  const [given, asked] = [spec(source, specKey), property(source, propertyKey)]
  if (given !== undefined && asked !== undefined)
    throw refusal(asked, `the flavor has ${specKey} as well. Remove one of the two, or pick another flavor.`)
  return given ?? asked
}
