import { Button, Divider } from '@mantine/core'
import { t } from '#ui/i18n'
import { paths } from './paths.ts'
import { useSignInOptions } from './sign-in-options.ts'

interface ProviderButtonsProps {
  /** Where the person is led afterwards. */
  back: string
  /** The provider is opened beside this page, which stays as it is. */
  isBeside?: boolean
}

/** The ways to sign in through an OpenID provider, where the cloud has any. */
export function ProviderButtons({ back, isBeside = false }: ProviderButtonsProps) {
  const providers = useSignInOptions()?.providers ?? []
  if (providers.length === 0) return null
  return (
    <>
      <Divider label={t('or')} />
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          component="a"
          href={paths.provider(id, back)}
          variant="default"
          fullWidth
          {...(isBeside ? { target: '_blank', rel: 'noreferrer' } : {})}
        >
          {isBeside
            ? t('Sign in with {{provider}} in a new tab', { provider: name })
            : t('Sign in with {{provider}}', { provider: name })}
        </Button>
      ))}
    </>
  )
}
