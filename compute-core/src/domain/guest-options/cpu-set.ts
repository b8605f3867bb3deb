import { refusal, type Parse } from './option-text.ts'

const range = /^\^?\d+(-\d+)?$/

/** The guest's CPUs named as in `0-3,^2`, in order; `^2` alone is every one but that. */
export const cpuSet =
  (vcpus: number): Parse<readonly number[]> =>
  (option) => {
    const parts = option.text.split(',').map((part) => part.trim())
    if (!parts.every((part) => range.test(part))) throw refusal(option, 'write CPUs such as 0-3,^2.')
    const named = (kept: boolean) =>
      new Set(parts.filter((part) => part.startsWith('^') !== kept).flatMap((part) => cpusOf(part, vcpus, option)))
    const [included, excluded] = [named(true), named(false)]
    const from = included.size === 0 ? allCpus(vcpus) : [...included]
    return from.filter((cpu) => !excluded.has(cpu)).toSorted((a, b) => a - b)
  }

/** Every CPU of a guest, by its number. */
export const allCpus = (vcpus: number): number[] => Array.from({ length: vcpus }, (_, cpu) => cpu)

/** The CPUs as libvirt writes them: 0,1,2 is `0-2`. */
export function writeCpuSet(cpus: readonly number[]): string {
  const runs: [number, number][] = []
  for (const cpu of cpus) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === cpu - 1) last[1] = cpu
    else runs.push([cpu, cpu])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}

function cpusOf(part: string, vcpus: number, option: Parameters<Parse<unknown>>[0]): number[] {
  const [first = 0, last = first] = part.replace('^', '').split('-').map(Number)
  if (first > last) throw refusal(option, 'a range goes from its lower CPU to its higher one.')
  if (last >= vcpus) throw refusal(option, `the flavor has the CPUs 0 to ${vcpus - 1}.`)
  return Array.from({ length: last - first + 1 }, (_, nth) => first + nth)
}
