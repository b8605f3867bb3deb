import type { ListColumn } from './descriptor.ts'

/** The width of a column that names none. */
export const leastWidth = 120

/** How much of their width columns of text give away before a table scrolls: what is a little too wide is not cut off for that. */
const give = 1 / 8

/**
 * The widths of `columns` in a table that is `available` pixels wide. What is left beside their own goes to those with text, in
 * proportion, so that numbers do not drift away from their headings; a little that is missing comes from them too.
 */
export function columnWidths(
  columns: readonly { width?: number; align?: ListColumn<never>['align'] | undefined }[],
  available: number,
): number[] {
  const least = columns.map(({ width = leastWidth }) => width)
  const rest = available - sum(least)
  const growing = sum(columns.map(({ align }, index) => (align ? 0 : least[index]!)))
  if (growing === 0 || rest < -growing * give) return least
  return columns.map(({ align }, index) => least[index]! + (align ? 0 : Math.floor((rest * least[index]!) / growing)))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
