/**
 * The slug of an operation: what it is about, and what is done with it, as `user-update`. It is made of method and path alone, so
 * that a new route has one by itself; a route whose path says it badly has an `operation` of its own.
 */
export function operationSlug(method: keyof (typeof verbs)['all'], path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && !unsaid.test(segment))
  const words = segments.filter((segment) => !segment.startsWith(':')).map(wordOf)
  const isOfItem = segments.at(-1)?.startsWith(':') ?? false
  const isOfPart = segments.filter((segment) => segment.startsWith(':')).length > 1
  const verb = isOfItem ? (isOfPart ? verbs.part : verbs.item)[method] : verbs.all[method]
  return [...words, verb].join('-')
}

/** Versions, and what only says whose idea a resource was. */
const unsaid = /^(v\d[\d.]*|OS-TRUST|kilonova|actions)$/

/** `os-key-pairs` is about a key-pair. */
const wordOf = (segment: string): string =>
  segment
    .toLowerCase()
    .replace(/^os-/, '')
    .replaceAll('_', '-')
    .replace(/ies$/, 'y')
    .replace(/(?<=[sx])es$|(?<=[^s])s$/, '')

const verbs = {
  /** What has a name of its own. */
  item: { GET: 'show', POST: 'add', PUT: 'update', PATCH: 'update', DELETE: 'delete' },
  /** One of the things that belong to another one. */
  part: { GET: 'show', POST: 'add', PUT: 'set', PATCH: 'update', DELETE: 'delete' },
  /** A collection as a whole. */
  all: { GET: 'list', POST: 'create', PUT: 'replace', PATCH: 'update', DELETE: 'clear' },
} as const

/** What a request is about by its address alone: the first thing in it that has a name of its own. */
export function targetOfPath(path: string, params: Readonly<Record<string, string>>) {
  const segments = path.split('/').filter((segment) => segment !== '')
  const at = segments.findIndex((segment) => segment.startsWith(':'))
  const of = at === -1 ? segments.find((segment) => !unsaid.test(segment)) : segments[at - 1]
  return { kind: of === undefined ? null : wordOf(of), id: at === -1 ? null : (params[segments[at]!.slice(1)] ?? null) }
}
