import type { ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { ActionButton } from '#ui/action-button'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { useRefusalOf } from '#ui/permit'
import { toCreateServers } from './permits.ts'
import { usePaths } from './scope.tsx'

interface CreateServerButtonProps extends Pick<ButtonProps, 'leftSection' | 'size' | 'variant'> {
  /** What the form begins with: `image`, `group`. */
  start?: Readonly<Record<string, string>>
  /** Why it is not possible now. */
  refusal?: string | undefined
  children?: ReactNode
}

/** Leads to the form of new servers in the project of this page; who may not create any reads why. */
export function CreateServerButton({ start, refusal, children, ...look }: CreateServerButtonProps) {
  const to = usePaths().serverCreate()
  const query = new URLSearchParams(start ?? {}).toString()
  const refused = useRefusalOf()({ needs: toCreateServers, refusal })
  const label = children ?? t('Create server')
  return refused ? (
    <ActionButton refusal={refused} onClick={() => undefined} {...look}>
      {label}
    </ActionButton>
  ) : (
    <LinkButton to={query === '' ? to : `${to}?${query}`} {...look}>
      {label}
    </LinkButton>
  )
}
