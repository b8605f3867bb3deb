import { Link } from 'react-router'
import { t } from './i18n.ts'

/** A page above the one that is shown. */
export interface Crumb {
  label: string
  to: string
}

/** The pages above this one, outermost first. The page itself is its heading, which follows. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  if (crumbs.length === 0) return null
  return (
    <nav className="crumbs" aria-label={t('Breadcrumbs')}>
      <ol>
        {crumbs.map(({ label, to }) => (
          <li key={to}>
            <Link to={to} title={label}>
              {label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
