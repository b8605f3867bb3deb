import { Stack } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { t } from '#ui/i18n'
import { FactList } from '#ui/facts'
import { PageHeader } from '#ui/page-header'
import { Section } from '#ui/section'
import { meQuery } from './me-query.ts'
import { PasswordSection } from './password-section.tsx'
import { SecondFactorSection } from './second-factor-section.tsx'

/** Who somebody is, and how they sign in. */
export default function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  return (
    <>
      <PageHeader title={t('Your account')} />
      <Stack gap="lg" maw={720}>
        <Section title={t('Profile')}>
          <div className="facts-inline">
            <FactList
              facts={[
                { name: t('Name'), value: me.name },
                { name: t('E-mail'), value: me.email },
                { name: t('Description'), value: me.description },
                { name: t('Domain'), value: me.domain.name },
                { name: t('ID'), value: <span className="mono">{me.id}</span>, copy: me.id },
              ]}
            />
          </div>
        </Section>
        <PasswordSection me={me} />
        <SecondFactorSection me={me} />
      </Stack>
    </>
  )
}
