import { Group } from '@mantine/core'
import { IconCompass, IconLock } from '@tabler/icons-react'
import { paths, pathsIn } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'

interface NotFoundPageProps {
  message?: string
  /** Nothing is there, or it was on the screen before and somebody has taken it away, or it is for others. */
  why?: keyof typeof words
}

const words = {
  nothing: { heading: t('Not found'), title: t('Nothing at this address') },
  lost: { heading: t('You may not see this any more'), title: t('No role in this project') },
  'admin-only': { heading: t('For administrators'), title: t('You are no administrator of this cloud') },
}

/** For an unknown address, something that no longer exists, or what this person may not see. */
export default function NotFoundPage({ message, why = 'nothing' }: NotFoundPageProps) {
  const scope = useMaybeScope()
  const { heading, title } = words[why]
  return (
    <>
      <PageHeader title={heading} />
      <EmptyState
        icon={why === 'admin-only' ? <IconLock /> : <IconCompass />}
        title={title}
        text={message ?? t('Check the address, or continue with one of these pages.')}
      >
        <Group justify="center">
          {scope && (
            <LinkButton to={pathsIn(scope.kind === 'admin' ? paths.admin() : paths.project(scope.slug)).servers()}>
              {t('Servers')}
            </LinkButton>
          )}
          <LinkButton to={paths.projects()} variant="default">
            {t('Your projects')}
          </LinkButton>
        </Group>
      </EmptyState>
    </>
  )
}
