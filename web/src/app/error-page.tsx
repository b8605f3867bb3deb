import { Button, Group } from '@mantine/core'
import { IconCompass } from '@tabler/icons-react'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Navigate, useLocation, useNavigate, useRouteError } from 'react-router'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { RefusalError } from './bff.ts'
import { paths } from './paths.ts'

/** What stands in a page's place when it could not be shown: the reason, and the way on. */
export function ErrorPage() {
  const error = useRouteError()
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const { reset } = useQueryErrorResetBoundary()
  useEffect(() => {
    document.title = 'Something went wrong · Kilonova'
  }, [])
  if (error instanceof RefusalError && error.status === 401)
    return <Navigate to={paths.signIn(`${pathname}${search}`)} replace />
  if (error instanceof RefusalError && error.status === 404) return <NotFoundPage error={error} />
  const refused = error instanceof RefusalError ? error : { message: describe(error) }
  const tryAgain = () => {
    reset()
    void navigate(`${pathname}${search}`, { replace: true })
  }
  return (
    <div style={{ maxWidth: 640, margin: '32px auto', padding: 16 }}>
      <ErrorNotice error={refused} title="This page could not be shown">
        <Group mt="md">
          <Button size="xs" onClick={tryAgain}>
            Try again
          </Button>
          <LinkButton to={paths.overview()} size="xs" variant="default">
            Overview
          </LinkButton>
        </Group>
      </ErrorNotice>
    </div>
  )
}

// After an upgrade the chunk that this page still points to is gone; its message helps nobody.
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /dynamically imported module|module script/i.test(message)
    ? 'A part of the dashboard did not arrive: the cloud cannot be reached, or it was updated meanwhile. Try again, or reload the page.'
    : message
}

/** For an address where nothing is, or a thing that is gone. */
export function NotFoundPage({ error }: { error?: RefusalError }) {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState
        icon={<IconCompass />}
        title="Nothing is here"
        text={error?.message ?? 'There is no page at this address.'}
      >
        <Group justify="center">
          <LinkButton to={paths.servers()}>Servers</LinkButton>
          <LinkButton to={paths.overview()} variant="default">
            Overview
          </LinkButton>
        </Group>
      </EmptyState>
    </>
  )
}
