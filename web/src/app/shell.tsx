import { ActionIcon, AppShell, Box, Burger, Group, NavLink, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Fragment, lazy, Suspense, type ReactNode } from 'react'
import { Link, NavLink as RouterLink, useLocation } from 'react-router'
import { paths } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { BrandMark } from '#ui/brand-mark'
import { t } from '#ui/i18n'
import { Loading } from '#ui/loading'
import { savePreferences, usePreferences } from '#ui/preferences'
import { TabTitleEnd } from '#ui/tab-title'
import { LiveBanner } from './live-banner.tsx'
import { useLiveUpdates } from './live-updates.ts'
import { PaletteButton } from './palette-button.tsx'
import { ProjectSwitcher } from './project-switcher.tsx'
import { isOfAnother, startOf, useSections } from './sections.ts'
import { ShortcutHelp } from './shortcut-help.tsx'
import { ThemeSwitch } from './theme-switch.tsx'
import { useTitleEnd } from './title-end.ts'
import { UserMenu } from './user-menu.tsx'

/** What somebody has asked for is a part of the frame, and comes after the page. */
const TaskTray = lazy(() => import('../tasks/task-tray.tsx').then(({ TaskTray: tray }) => ({ default: tray })))

/** The frame around a page: header, navigation, and what has to be said above every page. */
export function Shell({ children }: { children: ReactNode }) {
  const [opened, { toggle, close }] = useDisclosure()
  const { isNavNarrow } = usePreferences()
  // On a phone the navigation covers the page: there is nothing to be gained by icons alone.
  const isNarrow = isNavNarrow && !opened
  const scope = useMaybeScope()
  const sections = useSections()
  const { pathname } = useLocation()
  useLiveUpdates({ isAdmin: scope?.kind === 'admin' })
  const titleEnd = useTitleEnd()
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: isNarrow ? 56 : 200, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="var(--kn-gutter)"
    >
      <a href="#content" className="skip-link">
        {t('Skip to content')}
      </a>
      <AppShell.Header px="md" className="app-header" data-scope={scope?.kind}>
        <Group h="100%" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? t('Close navigation') : t('Open navigation')}
            />
            <Link to={scope ? startOf(scope) : paths.start()} className="brand" aria-label="Kilonova">
              <BrandMark size={24} />
              <Text fw={600} visibleFrom="xs" component="span">
                Kilonova
              </Text>
            </Link>
            <ProjectSwitcher />
          </Group>
          <Group gap={6} wrap="nowrap">
            <PaletteButton />
            <Suspense>
              <TaskTray />
            </Suspense>
            {/* On a phone the name of the project needs the room; the preferences have it, too. */}
            <Box visibleFrom="xs">
              <ThemeSwitch />
            </Box>
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" component="nav" aria-label={t('Main')} className="nav" data-collapsed={isNarrow}>
        {sections.map(({ heading, pages }) => (
          <Fragment key={heading}>
            {heading && <div className="nav-heading">{heading}</div>}
            {pages.map(({ label, to, Icon, isHome }) => (
              <NavLink
                key={to}
                component={RouterLink}
                to={to}
                end={isHome || isOfAnother(pathname, to, sections)}
                label={label}
                leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
                className="nav-link"
                onClick={close}
                {...(isNarrow ? { title: label } : {})}
              />
            ))}
          </Fragment>
        ))}
        <ActionIcon
          variant="subtle"
          color="gray"
          mt="auto"
          visibleFrom="sm"
          aria-label={isNarrow ? t('Widen navigation') : t('Narrow navigation')}
          onClick={() => savePreferences({ isNavNarrow: !isNarrow })}
        >
          {isNarrow ? (
            <IconLayoutSidebarLeftExpand size={18} aria-hidden />
          ) : (
            <IconLayoutSidebarLeftCollapse size={18} aria-hidden />
          )}
        </ActionIcon>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <TabTitleEnd value={titleEnd}>
          <div className="page">
            <LiveBanner />
            <Suspense fallback={<Loading />}>{children}</Suspense>
          </div>
        </TabTitleEnd>
      </AppShell.Main>
      <ShortcutHelp />
    </AppShell>
  )
}
