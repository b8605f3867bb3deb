import type { ListPage, ListRequest } from './descriptor.ts'

/** Reads every row that matches `request`, page by page, and hands each page on before it asks for the next. */
export async function* readAll<Row>(
  read: (request: ListRequest) => Promise<ListPage<Row>>,
  request: Pick<ListRequest, 'q' | 'sort'>,
  size: number,
): AsyncGenerator<ListPage<Row>> {
  let after: string | null = null
  do {
    const page: ListPage<Row> = await read({ ...request, size, ...(after === null ? {} : { after }) })
    yield page
    // A page that names itself as the next one would be read for ever.
    if (page.next === after) return
    after = page.next
  } while (after !== null)
}
