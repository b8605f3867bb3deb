import { expect, test } from 'vitest'
import type { ListPage, ListRequest } from './descriptor.ts'
import { exportParts } from './export-rows.ts'
import { readAll } from './read-all.ts'

interface Row {
  name: string
  cores: number
}

const names = Array.from({ length: 5 }, (_, index) => ({ name: `web-${index + 1}`, cores: index }))

/** A cloud that gives its rows page by page and remembers what it was asked for. */
function aCloud(rows: readonly Row[]) {
  const asked: ListRequest[] = []
  const read = async (request: ListRequest): Promise<ListPage<Row>> => {
    asked.push(request)
    const from = request.after ? rows.findIndex(({ name }) => name === request.after) + 1 : 0
    const page = rows.slice(from, from + request.size)
    const isLast = from + request.size >= rows.length
    return { rows: page, total: rows.length, previous: null, next: isLast ? null : page.at(-1)!.name }
  }
  return { asked, read }
}

const columns = [
  { id: 'name', header: 'Name', cell: () => null, value: ({ name }: Row) => name },
  { id: 'cores', header: 'vCPUs', cell: () => null, value: ({ cores }: Row) => cores },
  { id: 'menu', header: 'Menu', cell: () => null },
]
const all = { q: 'web', sort: [{ key: 'display_name', direction: 'asc' }] } as const

test('a CSV file has a heading and a line for each row of every page', async () => {
  const cloud = aCloud(names)
  const progress: number[] = []
  const parts = await exportParts('csv', columns, readAll(cloud.read, all, 2), (rows) => progress.push(rows))
  expect(parts.join('')).toBe('\uFEFFName,vCPUs\r\nweb-1,0\r\nweb-2,1\r\nweb-3,2\r\nweb-4,3\r\nweb-5,4\r\n')
  expect(progress).toEqual([2, 4, 5])
  expect(cloud.asked.map(({ after }) => after)).toEqual([undefined, 'web-2', 'web-4'])
  expect(cloud.asked[2]).toEqual({ ...all, size: 2, after: 'web-4' })
})

test('a JSON file has every row whole, and is valid also when there is none', async () => {
  const read = async (rows: readonly Row[]) =>
    JSON.parse((await exportParts('json', columns, readAll(aCloud(rows).read, all, 2), () => {})).join('')) as unknown
  expect(await read(names)).toEqual(names)
  expect(await read([])).toEqual([])
})

test('an export that fails in the middle is no file', async () => {
  const cloud = aCloud(names)
  const failing = async (request: ListRequest) => {
    if (request.after) throw new Error('away')
    return cloud.read(request)
  }
  await expect(exportParts('csv', columns, readAll(failing, all, 2), () => {})).rejects.toThrow('away')
})

test('a cloud that names the same page again is not asked for ever', async () => {
  let asked = 0
  const read = async (): Promise<ListPage<Row>> => {
    asked++
    return { rows: names, total: 5, previous: null, next: 'web-5' }
  }
  await exportParts('csv', columns, readAll(read, all, 5), () => {})
  expect(asked).toBe(2)
})
