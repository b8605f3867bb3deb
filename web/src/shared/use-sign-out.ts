import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { t } from '#ui/i18n'
import { showNotice } from '#ui/notices'
import { call, personBff, RefusalError } from './bff.ts'
import { paths } from './paths.ts'

/** Signs the person out and leads to the sign-in page; where it fails, it says why. */
export function useSignOut(): () => void {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    await navigate(paths.signIn())
    queryClient.clear()
  }
  const signOut = useMutation({
    mutationFn: () => call(personBff.session.$delete()),
    onSuccess: leave,
    // Somebody who walks away from a screen has to know that the next one is still let in.
    onError: (error) => (isOver(error) ? leave() : sayWhyNot(error)),
  })
  return () => signOut.mutate()
}

const isOver = (error: Error): boolean => error instanceof RefusalError && error.status === 401

// Not `showRefusal`: its copy button would be loaded with every page.
const sayWhyNot = ({ message }: Error): void =>
  showNotice({ title: t('You are still signed in'), message, role: 'alert', color: 'red', autoClose: false })
