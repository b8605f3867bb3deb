import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'

type Image = Pick<
  CreateOptions['images'][number],
  'name' | 'id' | 'visibility' | 'isMine' | 'isSnapshot' | 'distribution'
>

/** The parts that images are shown in. */
export const tabTitles = {
  all: t('All'),
  project: t('Project'),
  public: t('Public'),
  shared: t('Shared'),
  snapshots: t('Snapshots'),
} as const

export type ImageTab = keyof typeof tabTitles

/** Whether `text` names a part. */
export const isImageTab = (text: string): text is ImageTab => text in tabTitles

const isIn: Readonly<Record<ImageTab, (image: Image) => boolean>> = {
  all: () => true,
  project: ({ isMine, isSnapshot }) => isMine && !isSnapshot,
  public: ({ visibility }) => visibility === 'public' || visibility === 'community',
  shared: ({ visibility, isMine }) => !isMine && visibility !== 'public' && visibility !== 'community',
  snapshots: ({ isSnapshot }) => isSnapshot,
}

/** The parts that have something in them, all images first. */
export const tabsOf = (images: readonly Image[]): ImageTab[] =>
  Object.keys(tabTitles).filter((tab): tab is ImageTab => isImageTab(tab) && images.some(isIn[tab]))

/** The images of a part that have all words of `search` in name, distribution or id, by name. */
export function imagesFound<Shown extends Image>(
  images: readonly Shown[],
  { search, tab }: { search: string; tab: ImageTab },
): Shown[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return images
    .filter(isIn[tab])
    .filter(({ name, id, distribution }) => {
      const text = `${name} ${distribution ?? ''} ${id}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
}

/** What an image says of its distribution, or what its name begins with. */
export const distributionOf = ({ distribution, name }: Pick<Image, 'distribution' | 'name'>): string =>
  (distribution ?? /^[a-z]+/i.exec(name)?.[0] ?? '').toLowerCase()

/** The letter that stands for an image without a mark. */
export const letterOf = (image: Pick<Image, 'distribution' | 'name'>): string =>
  (distributionOf(image) || image.name).charAt(0).toUpperCase() || '?'
