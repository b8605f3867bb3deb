import type { ReactNode } from 'react'
import { ErrorNotice } from './error-notice.tsx'
import { t } from './i18n.ts'

interface Counted {
  /** The figures in words, that they are being counted, or why there are none. */
  words: ReactNode
  /** Why it cannot be done before they are there. */
  refusal: string | undefined
}

/** The figures by which somebody decides whether they mean it. Without them nothing is done. */
export function counted<Figures>(
  { data, error }: { data: Figures | undefined; error: Error | null },
  say: (figures: Figures) => ReactNode,
): Counted {
  const refusal = t('What it concerns has not been counted yet.')
  if (error) return { refusal, words: <ErrorNotice error={error} /> }
  if (data === undefined) return { refusal, words: <p>{t('Counting what it concerns …')}</p> }
  return { refusal: undefined, words: say(data) }
}
