import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconAdjustments, IconLogout, IconTerminal2, IconUser } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { call, personBff, RefusalError } from '#shared/bff'
import { paths } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { showNotice } from '#ui/notices'

/** Who is signed in and with which roles, and the way to sign out. */
export function UserMenu() {
  const session = useSession()
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
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('User {{name}}', { name: session.user.name })}>
          <IconUser size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" className="break">
            {session.user.name}
          </Text>
          {useMaybeScope()?.roles.join(', ')}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.account()} leftSection={<IconUser size={16} aria-hidden />}>
          {t('Your account')}
        </Menu.Item>
        <Menu.Item component={Link} to={paths.credentials()} leftSection={<IconTerminal2 size={16} aria-hidden />}>
          {t('API access')}
        </Menu.Item>
        <Menu.Item component={Link} to={paths.preferences()} leftSection={<IconAdjustments size={16} aria-hidden />}>
          {t('Preferences')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const isOver = (error: Error): boolean => error instanceof RefusalError && error.status === 401

// Not `showRefusal`: its copy button would be loaded with every page.
const sayWhyNot = ({ message }: Error): void =>
  showNotice({ title: t('You are still signed in'), message, role: 'alert', color: 'red', autoClose: false })
