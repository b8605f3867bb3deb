import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconAdjustments, IconLogout, IconTerminal2, IconUser } from '@tabler/icons-react'
import { Link } from 'react-router'
import { paths } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { useSession } from '#shared/session'
import { useSignOut } from '#shared/use-sign-out'
import { t } from '#ui/i18n'

/** Who is signed in and with which roles, and the way to sign out. */
export function UserMenu() {
  const session = useSession()
  const signOut = useSignOut()
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
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          {t('Sign out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
