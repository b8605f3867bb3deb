import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorNotice } from './error-notice.tsx'
import { t } from './i18n.ts'

interface Counted {
  /** The figures in words, that they are being counted, or why there are none. */
  words: ReactNode
  /** Why it cannot be done before they are there. */
  refusal: string | undefined
}

/** The figures by which somebody decides whether they mean it. Without them nothing is done, and with those of an earlier time neither. */
export function counted<Figures>(
  { data, error, isFetching, refetch }: Pick<UseQueryResult<Figures>, 'data' | 'error' | 'isFetching' | 'refetch'>,
  say: (figures: Figures) => ReactNode,
): Counted {
  const refusal = t('What it concerns has not been counted yet.')
  if (error)
    return {
      refusal,
      words: (
        <ErrorNotice error={error}>
          <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
            {t('Try again')}
          </Button>
        </ErrorNotice>
      ),
    }
  if (data === undefined) return { refusal, words: <p>{t('Counting what it concerns …')}</p> }
  return { refusal: isFetching ? refusal : undefined, words: say(data) }
}
