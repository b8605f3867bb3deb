import { Button, Group } from '@mantine/core'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation, useNavigate, useRouteError } from 'react-router'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { useTabTitle } from '#ui/tab-title'
import { RefusalError } from '#shared/bff'
import { paths } from '#shared/paths'
import { useSessionIsOver } from '#shared/session'
import NotFoundPage from './not-found-page.tsx'
import { isMissingChunk, isOutage, useRecovery, useWasSeen } from './recovery.ts'

/** Shown in place of a page that failed: the reason, and what to do next. */
export function ErrorPage() {
  const error = useRouteError()
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const { reset } = useQueryErrorResetBoundary()
  useTabTitle(t('Something went wrong'))
  const wasSeen = useWasSeen(error)
  const tryAgain = () => {
    reset()
    void navigate(`${pathname}${search}`, { replace: true })
  }
  useRecovery(error, tryAgain)
  const isOver = useSessionIsOver()
  // Once somebody is signed in again, the page is shown.
  useEffect(() => {
    if (!isOver && isSignedOut(error)) tryAgain()
  })
  if (isSignedOut(error)) return null
  if (error instanceof RefusalError && error.status === 404) return <NotFoundPage message={error.message} />
  const refused = error instanceof RefusalError ? error : { message: describe(error) }
  return (
    <div style={{ maxWidth: 640, margin: '32px auto', padding: 16 }}>
      <ErrorNotice error={refused} title={titleOf(error, wasSeen)}>
        <Group mt="md">
          <Button size="xs" onClick={tryAgain}>
            {t('Try again')}
          </Button>
          <LinkButton to={paths.start()} size="xs" variant="default">
            {t('Home')}
          </LinkButton>
        </Group>
      </ErrorNotice>
    </div>
  )
}

const isSignedOut = (error: unknown) => error instanceof RefusalError && error.status === 401

function titleOf(error: unknown, wasSeen: boolean): string {
  if (isOutage(error)) return t('The cloud cannot be reached')
  if (wasSeen && error instanceof RefusalError && error.status === 403) return t('You may not see this any more')
  return t('This page could not be shown')
}

// After an upgrade the chunks that this page refers to are gone, and the browser's message does not say so.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return isMissingChunk(error)
    ? t(
        'Part of the dashboard could not be loaded. The cloud cannot be reached, or it has been updated. Try again or reload the page.',
      )
    : error.message
}
