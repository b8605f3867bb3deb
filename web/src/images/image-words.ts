import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { t } from '#ui/i18n'

type Visibility = ImageView['visibility']

/** Each visibility: its word, and what it means. */
export const visibilityWords: Readonly<Record<Visibility, { word: string; means: string }>> = {
  private: { word: t('Private'), means: t('Only this project can see and use it.') },
  shared: {
    word: t('Shared'),
    means: t('This project can use it, and each project that is one of its members.'),
  },
  community: {
    word: t('Community'),
    means: t('Every project can use it, but it is in the lists only of those who look for community images.'),
  },
  public: { word: t('Public'), means: t('Every project sees it in its list and can use it.') },
}

/** The visibilities, from the narrowest to the widest. */
export const visibilitiesInOrder = Object.keys(visibilityWords) as Visibility[]

/** What changes for other projects when an image of visibility `from` becomes `to`; null where nothing does. */
export function visibilityConsequence(from: Visibility, to: Visibility): string | null {
  if (from === to) return null
  if (to === 'public') return t('It appears in the list of every project of this cloud.')
  if (to === 'community') return t('Whoever looks for community images can create servers from it.')
  if (to === 'shared' && from === 'private') return t('Nothing changes for others until you add members.')
  if (to === 'shared')
    return t(
      'Only members can go on creating servers from it; other projects no longer see it. Servers created from it keep running.',
    )
  return t(
    'Other projects, members too, no longer see it and cannot create servers from it. Servers created from it keep running.',
  )
}

/** What an image is called: its id where it has no name. */
export const imageName = ({ id, name }: Pick<ImageView, 'id' | 'name'>): string => name || id
