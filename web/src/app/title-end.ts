import { useMatches } from 'react-router'
import { useMaybeScope } from '#shared/scope'
import { t } from '#ui/i18n'
import type { Page } from './page.ts'

/** What the title of the browser's tab ends with: the page and its tab, the project, the product. */
export function useTitleEnd(): string[] {
  const scope = useMaybeScope()
  const pages = useMatches().flatMap(({ handle }) => (handle as Pick<Page, 'title'> | undefined)?.title ?? [])
  const place = scope?.kind === 'admin' ? t('Administration') : scope?.name
  return [...pages.toReversed(), ...(place ? [place] : []), 'Kilonova']
}
