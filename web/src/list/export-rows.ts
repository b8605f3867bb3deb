import { csvLine, csvMark } from './csv.ts'
import type { ListColumn, ListPage } from './descriptor.ts'

/** What a list can be exported as. */
export type ExportFormat = 'csv' | 'json'

/** The parts of a file with all rows of `pages`; `onProgress` is told how many rows are in it after each page. */
export async function exportParts<Row>(
  format: ExportFormat,
  columns: readonly ListColumn<Row>[],
  pages: AsyncIterable<ListPage<Row>>,
  onProgress: (rows: number) => void,
): Promise<string[]> {
  const exported = columns.filter(({ value }) => value !== undefined)
  const line =
    format === 'csv'
      ? (row: Row) => csvLine(exported.map(({ value }) => value!(row)))
      : (row: Row, index: number) => `${index === 0 ? '' : ','}\n  ${JSON.stringify(row)}`
  const parts = [format === 'csv' ? csvMark + csvLine(exported.map(({ header }) => header)) : '[']
  let count = 0
  for await (const { rows } of pages) {
    parts.push(rows.map((row) => line(row, count++)).join(''))
    onProgress(count)
  }
  if (format === 'json') parts.push('\n]\n')
  return parts
}
