import type { ListColumn } from './descriptor.ts'

const leastWidth = 120

/**
 * The widths of `columns` in a table that is `available` pixels wide. Each has at least its own; what is left goes to those with text,
 * in proportion, so that numbers do not drift away from their headings.
 */
export function columnWidths(
  columns: readonly Pick<ListColumn<never>, 'width' | 'align'>[],
  available: number,
): number[] {
  const least = columns.map(({ width = leastWidth }) => width)
  const rest = available - sum(least)
  const growing = sum(columns.map(({ align }, index) => (align ? 0 : least[index]!)))
  if (rest <= 0 || growing === 0) return least
  return columns.map(({ align }, index) => least[index]! + (align ? 0 : Math.floor((rest * least[index]!) / growing)))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
