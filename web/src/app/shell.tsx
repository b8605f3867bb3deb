import { AppShell, Burger, Group, NavLink, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconLayoutDashboard, IconPhoto, IconSearch, IconServer, IconServer2 } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Fragment, Suspense } from 'react'
import { Link, Navigate, NavLink as RouterLink, Outlet, useLocation } from 'react-router'
import { Banner } from '#ui/banner'
import { Loading } from '#ui/loading'
import { useLiveUpdates } from './live-updates.ts'
import { openPalette, Palette } from './palette.tsx'
import { paths } from './paths.ts'
import { ProjectSwitcher } from './project-switcher.tsx'
import { RouteAnnouncer } from './route-announcer.tsx'
import { sessionQuery } from './session-query.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { UserMenu } from './user-menu.tsx'

const sections = [
  { heading: null, pages: [{ label: 'Overview', to: paths.overview(), Icon: IconLayoutDashboard }] },
  {
    heading: 'Compute',
    pages: [
      { label: 'Servers', to: paths.servers(), Icon: IconServer },
      { label: 'Server groups', to: paths.serverGroups(), Icon: IconServer2 },
      { label: 'Images', to: paths.images(), Icon: IconPhoto },
      { label: 'Key pairs', to: paths.keyPairs(), Icon: IconKey },
    ],
  },
]

/** The frame around every page of somebody signed in. */
export function Shell() {
  return (
    <Suspense fallback={null}>
      <SignedInShell />
    </Suspense>
  )
}

function SignedInShell() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { pathname, search } = useLocation()
  if (!session) return <Navigate to={paths.signIn(`${pathname}${search}`)} replace />
  if (!session.project) return <Navigate to={paths.chooseProject(`${pathname}${search}`)} replace />
  return <Frame key={session.project.id} />
}

function Frame() {
  const [opened, { toggle, close }] = useDisclosure()
  const isLive = useLiveUpdates()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close navigation' : 'Open navigation'}
            />
            <Link to={paths.overview()} className="brand" aria-label="Kilonova">
              <img src="/mark.svg" alt="" width={28} height={28} />
              <Text fw={700} visibleFrom="xs" component="span">
                Kilonova
              </Text>
            </Link>
            <ProjectSwitcher />
          </Group>
          <Group gap={6} wrap="nowrap">
            <PaletteButton />
            <ThemeSwitch />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" component="nav" aria-label="Main">
        {sections.map(({ heading, pages }) => (
          <Fragment key={heading}>
            {heading && (
              <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
                {heading}
              </Text>
            )}
            {pages.map(({ label, to, Icon }) => (
              <NavLink
                key={to}
                component={RouterLink}
                to={to}
                end={to === '/'}
                label={label}
                leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
                className="nav-link"
                onClick={close}
              />
            ))}
          </Fragment>
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <div className="page">
          <output>
            {!isLive && <Banner text="The cloud cannot be reached. What you see may be old; trying again…" />}
          </output>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <RouteAnnouncer />
      <Palette />
    </AppShell>
  )
}

function PaletteButton() {
  return (
    <UnstyledButton className="palette-button" onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={16} aria-hidden />
      <span className="visually-hidden">Go to a page or a server</span>
      <Text size="sm" c="dimmed" visibleFrom="md" component="span" aria-hidden>
        Go to…
      </Text>
      <Text size="xs" c="dimmed" visibleFrom="md" component="kbd" aria-hidden>
        {/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}
      </Text>
    </UnstyledButton>
  )
}
