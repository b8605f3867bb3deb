import { Button, Modal, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { SessionView } from '#shared/bff'
import { paths } from '#shared/paths'
import { sessionIsOver, sessionQuery, useSessionIsOver } from '#shared/session'
import { SignInForm } from '#shared/sign-in-form'
import { t } from '#ui/i18n'

export interface SignInAgainProps extends Pick<SessionView, 'user'> {
  /** Another person has signed in. */
  onSomebodyElse: () => void
}

/** Asks to sign in again over the page on which the session ended: what was filled in there stays. */
export function SignInAgain({ user, onSomebodyElse }: SignInAgainProps) {
  const queryClient = useQueryClient()
  const isOver = useSessionIsOver()
  const goOn = async (session: SessionView) => {
    if (session.user.id !== user.id) return onSomebodyElse()
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
      {/* Not by the router: what a form asks then would stand behind this dialog. The browser's own question does not. */}
      <Button component="a" href={paths.signIn()} variant="subtle" size="xs" fullWidth mt="xs">
        {t('Leave this page')}
      </Button>
    </Modal>
  )
}
