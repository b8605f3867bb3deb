import { invalid } from '#platform/errors'
import type { RequestContext } from './route.ts'

/** The revision that `If-Match: revision_number=7` wants to find; undefined where the request makes no such condition. */
export function revisionWanted({ request }: RequestContext): number | undefined {
  const wanted = (request.headers.get('if-match') ?? '')
    .split(',')
    .map((etag) => etag.trim().replaceAll('"', ''))
    .filter((etag) => etag.startsWith('revision_number='))
    .map((etag) => etag.slice('revision_number='.length))
  if (wanted.length === 0) return undefined
  if (wanted.length > 1) throw invalid('Multiple revision_number constraints are not supported.', 'If-Match')
  if (!/^\d{1,9}$/.test(wanted[0]!)) throw invalid('Revision number must be an integer.', 'If-Match')
  return Number(wanted[0])
}
