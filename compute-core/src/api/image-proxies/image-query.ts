import { z } from 'zod'
import type { Page } from '#platform/service/page'
import type { QueryRule } from '#platform/service/query-rule'
import type { RequestContext } from '../route.ts'

const atLeastOne = z.string().regex(/^0*[1-9]\d*$/, 'It must be 1 or more.')

/** Compute's names of what the image service calls otherwise. */
const filters: Readonly<Record<string, (value: string) => readonly [string, string]>> = {
  name: (value) => ['name', value],
  status: (value) => ['status', value.toLowerCase()],
  'changes-since': (value) => ['updated_at', `gte:${value}`],
  // A server may be named by its link.
  server: (value) => ['instance_uuid', value.split('/').at(-1)!],
  type: (value) => ['image_type', value],
}

/** The query of the two lists of images: what compute does not know is ignored, for ever. */
export const imageQuery: QueryRule = {
  alsoAllowed: /./,
  parameters: {
    ...Object.fromEntries(Object.keys(filters).map((name) => [name, {}])),
    limit: { value: atLeastOne },
    page_size: { value: atLeastOne },
    marker: {},
  },
}

/** What the image service is asked for. */
export function imageSearch({ query }: RequestContext, { limit, marker }: Page): URLSearchParams {
  const search = new URLSearchParams({ limit: String(limit) })
  if (marker !== undefined) search.set('marker', marker)
  for (const [name, translate] of Object.entries(filters)) {
    const value = query.one(name)
    if (value !== undefined) search.set(...(translate(value) as [string, string]))
  }
  return search
}
