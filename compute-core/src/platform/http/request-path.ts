import type { Context } from 'hono'
import { invalid, notFound } from '#platform/errors'

/** The path of a request as it was sent, before any URL parser has folded it; of one made in this process, as its URL has it. */
export function rawPathOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { url?: string } }
  return pathIn(incoming?.url ?? c.req.url)
}

/** The path of a request's target, which may have an origin in front and a query behind. */
const pathIn = (target: string): string => target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')

// As URL parsers know them: `%2E` is a dot, and a backslash is a slash.
const dots = /^(?:\.|%2e){1,2}$/i

/**
 * Refuses a path that URL parsers would take for another one: `/tags/..` (a 400) is `/` to them. What has nothing between two
 * slashes is a 404: it names nothing.
 */
export function assertPlainPath(target: string): void {
  const path = pathIn(target)
  const parts = path.split(/[/\\]/)
  if (parts.some((part) => dots.test(part)))
    throw invalid(
      'The path has "." or ".." as a part, which means another address. Name the thing itself, or use its id.',
    )
  if (parts.slice(1, -1).includes('')) throw notFound('The resource', path)
}
