import { t } from '#ui/i18n'

/** Whose images a list shows. */
export type ImageSource = 'all' | 'mine' | 'shared' | 'community' | 'public'

/** What stands for the page's own project in queries of images. */
const self = '@me'

const terms: Readonly<Record<ImageSource, readonly string[]>> = {
  all: [],
  mine: [`owner:${self}`],
  shared: ['visibility:shared', `-owner:${self}`],
  community: ['visibility:community'],
  public: ['visibility:public'],
}

const every = new Set(Object.values(terms).flat())

/** Whose images can be asked for by one click, with their names. */
export const imageSources: readonly { source: ImageSource; label: string }[] = [
  { source: 'all', label: t('All') },
  { source: 'mine', label: t('This project') },
  { source: 'shared', label: t('Shared with me') },
  { source: 'public', label: t('Public') },
  { source: 'community', label: t('Community') },
]

const piecesOf = (q: string): string[] => q.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []

/** Whose images the query `q` asks for; null where it asks in a way of its own. */
export function sourceOf(q: string): ImageSource | null {
  const said = piecesOf(q).filter((piece) => /^-?(owner|visibility):/.test(piece))
  const found = (Object.entries(terms) as [ImageSource, readonly string[]][]).find(
    ([, wanted]) => wanted.length === said.length && wanted.every((term) => said.includes(term)),
  )
  return found?.[0] ?? null
}

/** The query `q` with `source` in place of whose images it asked for. */
export const withSource = (q: string, source: ImageSource): string =>
  [...terms[source], ...piecesOf(q).filter((piece) => !every.has(piece))].join(' ')

/** The query `q` as the image service takes it: with the id of the page's project. */
export const apiQueryOf = (q: string, projectId: string | null): string =>
  piecesOf(q)
    .map((piece) => piece.replace(/^(-?owner:)@me$/i, (_whole, key: string) => `${key}${projectId ?? self}`))
    .join(' ')

/** Whether the query `q` asks for images of the community. */
export const asksForCommunity = (q: string): boolean => /(^|\s)visibility:\S*community/i.test(q)
