import { Link } from 'react-router'
import { searchOf, useListAddress } from '#list/list-address'
import { t } from '#ui/i18n'
import { imageSources, sourceOf, withSource } from './image-sources.ts'

/** Whose images the list shows, as links: the choice is a part of its query, and what else was asked for stays. */
export function ImageSourceFilter({ isOfProject }: { isOfProject: boolean }) {
  const [address] = useListAddress()
  const q = address.q ?? ''
  const chosen = sourceOf(q)
  const offered = imageSources.filter(({ source }) => isOfProject || (source !== 'mine' && source !== 'shared'))
  return (
    <nav className="list-sources" aria-label={t('Whose images')}>
      {offered.map(({ source, label }) => (
        <Link
          key={source}
          to={{ search: searchOf(address, { q: withSource(q, source) || null }) }}
          aria-current={source === chosen ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
