import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Home } from '#shared/bff'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'

/** Says which parts of a section are missing and why; the others are shown all the same. */
export function Missing({
  parts,
  onRetry,
}: {
  parts: readonly Pick<Home['servers'], 'error'>[]
  onRetry: () => void
}): ReactNode {
  const errors = new Map(parts.flatMap(({ error }) => (error ? [[`${error.service} ${error.message}`, error]] : [])))
  return [...errors].map(([key, error]) => (
    <ErrorNotice key={key} title={t('A part of this could not be loaded')} error={error}>
      <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
        {t('Try again')}
      </Button>
    </ErrorNotice>
  ))
}
