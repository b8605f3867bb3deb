/** How full something is: from 80 % on it is worth a look, from 95 % on it is about to fail. */
export type Level = 'fine' | 'amber' | 'red'

/** The level of a share between 0 and 1. */
export const levelOf = (share: number): Level => (share >= 0.95 ? 'red' : share >= 0.8 ? 'amber' : 'fine')

/** An amount of something that is promised from a physical amount. */
export interface Capacity {
  /** What there is. */
  total: number
  /** Of it kept for the host itself. */
  reserved: number
  used: number
  /** How often what is left may be promised: 4 for CPUs that four servers may share. */
  ratio: number
}

/** What can be promised at all. */
export const limitOf = ({ total, reserved, ratio }: Omit<Capacity, 'used'>): number => (total - reserved) * ratio

/**
 * The parts of a capacity bar in per cent of its width, which is whatever is larger: what there is, or the reserved part and
 * all that may be promised. `line` is where what there is ends; null where nothing is promised twice.
 */
export function capacityParts(capacity: Capacity): { reserved: number; used: number; line: number | null } {
  const { total, reserved, used } = capacity
  const width = Math.max(total, reserved + limitOf(capacity), reserved + used, 1)
  const percent = (value: number) => (value / width) * 100
  return {
    reserved: percent(reserved),
    used: percent(used),
    line: total > 0 && width > total ? percent(total) : null,
  }
}
