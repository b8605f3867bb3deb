import type { ListDescriptor, Selected } from '#list/descriptor'
import { readAll } from '#list/read-all'
import { useReadPage } from '#list/use-export'

const pageSize = 200

/** Reads the rows of a selection: those that were chosen, or all that match. */
export function useBulkRows<Row extends object>(list: Pick<ListDescriptor<Row>, 'query'>) {
  const readPage = useReadPage(list)
  return async (selected: Selected<Row>): Promise<readonly Row[]> => {
    if (!selected.all) return selected.rows
    const found: Row[] = []
    const { signal } = new AbortController()
    const pages = readAll((page) => readPage(page, signal), { q: selected.q, sort: [] }, pageSize)
    for await (const { rows } of pages) found.push(...rows)
    return found
  }
}
