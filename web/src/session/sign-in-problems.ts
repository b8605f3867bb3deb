import { t } from '#ui/i18n'

/** What the way back from a provider says in the address, as a sentence. */
const problems: Readonly<Record<string, (provider: string) => string>> = {
  denied: (provider) => t('{{provider}} did not sign you in: it was cancelled there.', { provider }),
  unavailable: (provider) => t('{{provider}} cannot be reached. Try again in a moment.', { provider }),
  failed: (provider) =>
    t('Signing in through {{provider}} failed. Try again; administrators find the reason in the log.', { provider }),
  expired: () => t('This sign-in took too long, or was begun in another window. Try again.'),
  disabled: () => t('Your user is disabled. Ask an administrator of this cloud.'),
  unknown: () => t('You have no user in this cloud. Ask an administrator for one.'),
  'no-domain': (provider) =>
    t('The domain for people of {{provider}} is not there. Ask an administrator of this cloud.', { provider }),
  'second-factor': (provider) =>
    t('An administrator requires more of you than {{provider}} says. Sign in with your password.', { provider }),
}

/** Why somebody who went to a provider did not get in; undefined where the address says nothing of it. */
export function problemIn(params: URLSearchParams, providers: readonly { id: string; name: string }[]) {
  const problem = params.get('problem')
  if (problem === null || !Object.hasOwn(problems, problem)) return undefined
  const provider = providers.find(({ id }) => id === params.get('provider'))
  return problems[problem]!(provider?.name ?? t('The provider'))
}
