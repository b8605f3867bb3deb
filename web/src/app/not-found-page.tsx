import { Group } from '@mantine/core'
import { IconCompass } from '@tabler/icons-react'
import { paths, pathsIn } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'

interface NotFoundPageProps {
  message?: string
  /** What is looked for was on the screen before: somebody has taken it away. */
  isLost?: boolean
}

/** For an unknown address, or something that no longer exists. */
export default function NotFoundPage({ message, isLost = false }: NotFoundPageProps) {
  const scope = useMaybeScope()
  return (
    <>
      <PageHeader title={isLost ? t('You may not see this any more') : t('Not found')} />
      <EmptyState
        icon={<IconCompass />}
        title={isLost ? t('No role in this project') : t('Nothing at this address')}
        text={message ?? t('Check the address, or continue with one of these pages.')}
      >
        <Group justify="center">
          {scope?.kind === 'project' && (
            <LinkButton to={pathsIn(paths.project(scope.slug)).servers()}>{t('Servers')}</LinkButton>
          )}
          <LinkButton to={paths.projects()} variant="default">
            {t('Your projects')}
          </LinkButton>
        </Group>
      </EmptyState>
    </>
  )
}
