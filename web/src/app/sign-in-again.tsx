import { Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { SessionView } from '#shared/bff'
import { paths } from '#shared/paths'
import { sessionIsOver, sessionQuery, useSessionIsOver } from '#shared/session'
import { SignInForm } from '#shared/sign-in-form'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'

/** Asks to sign in again over the page on which the session ended: what was filled in there stays. */
export function SignInAgain({ user }: Pick<SessionView, 'user'>) {
  const queryClient = useQueryClient()
  const isOver = useSessionIsOver()
  const goOn = async (session: SessionView) => {
    // Nothing of one person may be left on the screen of another.
    if (session.user.id !== user.id) return location.assign('/')
    queryClient.setQueryData(sessionQuery.queryKey, session)
    sessionIsOver(false)
    await queryClient.invalidateQueries()
  }
  return (
    <Modal
      opened={isOver}
      onClose={() => undefined}
      withCloseButton={false}
      zIndex={1000} // over whatever dialog is open
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('You are signed out')}
      centered
    >
      <Text size="sm" c="dimmed" mb="md">
        {t('Your session has ended. Sign in again to go on; what you have filled in is still here.')}
      </Text>
      {isOver && <SignInForm name={user.name} onSignedIn={goOn} />}
      <LinkButton to={paths.signIn()} variant="subtle" size="xs" fullWidth mt="xs">
        {t('Leave this page')}
      </LinkButton>
    </Modal>
  )
}
