import { z } from 'zod'

const linkSchema = z.strictObject({ rel: z.enum(['self', 'bookmark', 'next']), href: z.string() })

/** Links to a resource, or to the next page of a list, in a response. */
export const linksSchema = z.array(linkSchema)

/** A link as OpenStack writes it. */
export type Link = z.output<typeof linkSchema>

/** Where things are, in the form of URL in which the caller came: with or without the project in it. */
export interface Links {
  /** `self` (with the API's version) and `bookmark` (without) of a resource. */
  both(path: string): Link[]
  bookmark(path: string): Link[]
  self(path: string): string
  /** The page after the one that ends with `marker`, asked for as this one was. */
  next(path: string, marker: string): Link[]
  origin: string
}

export interface LinkBase {
  origin: string
  /** What stands before the version: `/compute`. */
  prefix: string
  /** `v2.1` or `v2`; empty where the paths have it in them. */
  version: string
  /** The project, where the caller's URL has it. */
  project: string
  query: URLSearchParams
}

/** Links for one request. */
export function linksFor({ origin, prefix, version, project, query }: LinkBase): Links {
  const root = `${origin}${prefix}`
  const inVersion = version === '' ? '' : `/${version}`
  const inProject = project === '' ? '' : `/${project}`
  const self = (path: string) => `${root}${inVersion}${inProject}${path}`
  const bookmark = (path: string): Link => ({ rel: 'bookmark', href: `${root}${inProject}${path}` })
  return {
    origin,
    self,
    bookmark: (path) => [bookmark(path)],
    both: (path) => [{ rel: 'self', href: self(path) }, bookmark(path)],
    next(path, marker) {
      const onward = new URLSearchParams(query)
      onward.delete('kilonova:before')
      onward.set('marker', marker)
      return [{ rel: 'next', href: `${self(path)}?${onward}` }]
    },
  }
}
