import { totalCountHeader } from '@kilonova/compute-core/platform/service/list-query/total-count'
import type { CloudClient, ServiceName } from '../cloud/cloud-client.ts'

/** A page of a list, and the address of the next one where there is one. */
interface Page<Item> {
  items: readonly Item[]
  next: string | undefined
}

/** All items of a list whose pages lead on, for choices that a form offers; of what is only counted or named nothing is read so. */
export async function readPages<Item, Body>(
  cloud: CloudClient,
  service: ServiceName,
  path: string,
  pageOf: (body: Body) => Page<Item>,
): Promise<Item[]> {
  const all: Item[] = []
  for (let query: string | undefined = ''; query !== undefined;) {
    const { items, next }: Page<Item> = pageOf(await cloud.read<Body>(service, `${path}${query}`))
    all.push(...items)
    query = next === undefined ? undefined : new URL(next, 'http://cloud').search
  }
  return all
}

/** The address of the next page in the links of a list of compute's. */
export const nextOf = (links: readonly { rel: string; href: string }[] | undefined): string | undefined =>
  links?.find(({ rel }) => rel === 'next')?.href

/** A list's body, and how many items there are in all under its filters; `path` asks for the count. */
export async function readCounted<Body>(
  cloud: CloudClient,
  service: ServiceName,
  path: string,
): Promise<{ body: Body; total: number }> {
  const response = await cloud.send(service, path)
  const total = Number(response.headers.get(totalCountHeader) ?? 'none')
  return { body: (await response.json()) as Body, total }
}
