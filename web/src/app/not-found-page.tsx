import { Group } from '@mantine/core'
import { IconCompass } from '@tabler/icons-react'
import { paths, pathsIn } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'

/** For an unknown address, or something that no longer exists. */
export default function NotFoundPage({ message }: { message?: string }) {
  const scope = useMaybeScope()
  return (
    <>
      <PageHeader title={t('Not found')} />
      <EmptyState
        icon={<IconCompass />}
        title={t('Nothing at this address')}
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
