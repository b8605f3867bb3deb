import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { call, personBff, type SessionView } from '#shared/bff'
import { paths } from '#shared/paths'
import { ProviderButtons } from '#shared/provider-buttons'
import { sessionChannel, sessionIsOver, sessionQuery, tellTabs, useSessionIsOver, withClock } from '#shared/session'
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
    queryClient.setQueryData(sessionQuery.queryKey, withClock(session))
    sessionIsOver(false)
    await queryClient.invalidateQueries()
  }
  // Whoever has signed in beside this page, with a password or through a provider, need not do it here as well.
  const look = useEffectEvent(async () => {
    const session = await call(personBff.session.$get()).catch(() => null)
    if (session) await goOn(session)
  })
  useEffect(() => {
    if (!isOver) return
    const channel = new BroadcastChannel(sessionChannel)
    const shown = () => void look()
    channel.addEventListener('message', shown)
    window.addEventListener('focus', shown)
    return () => {
      channel.close()
      window.removeEventListener('focus', shown)
    }
  }, [isOver])
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
      {isOver && (
        <Stack>
          <SignInForm
            name={user.name}
            onSignedIn={async (session) => {
              await goOn(session)
              tellTabs(session.expiresAt)
            }}
          />
          <ProviderButtons back={location.pathname + location.search} isBeside />
        </Stack>
      )}
      {/* Not by the router: what a form asks then would stand behind this dialog. The browser's own question does not. */}
      <Button component="a" href={paths.signIn()} variant="subtle" size="xs" fullWidth mt="xs">
        {t('Leave this page')}
      </Button>
    </Modal>
  )
}
