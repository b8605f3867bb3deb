import { safeBack } from '@kilonova/bff/request/safe-back'
import { Stack } from '@mantine/core'
import { ProviderButtons } from '#shared/provider-buttons'
import { SignInForm } from '#shared/sign-in-form'
import { useSignInOptions } from '#shared/sign-in-options'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { SessionPage } from './session-page.tsx'
import { problemIn } from './sign-in-problems.ts'

/** Asks who somebody is. The dashboard is loaded afterwards, anew: nothing that another person loaded in this browser is shown. */
export function SignInPage() {
  const params = new URLSearchParams(location.search)
  const back = safeBack(params.get('back'))
  const providers = useSignInOptions()?.providers ?? []
  const problem = problemIn(params, providers)
  return (
    <SessionPage title={t('Sign in')}>
      <Stack>
        {problem && <ErrorNotice error={{ message: problem }} />}
        <SignInForm onSignedIn={() => location.replace(back)} />
        <ProviderButtons back={back} />
      </Stack>
    </SessionPage>
  )
}
