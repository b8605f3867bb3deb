import {
  IconAdjustments,
  IconChartBar,
  IconLayoutDashboard,
  IconTerminal2,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import { t } from '#ui/i18n'
import type { Page } from './page.ts'
import {
  activityPage,
  bulkPage,
  consoleWindow,
  imageListPage,
  imagePage,
  keyPairListPage,
  keyPairPage,
  migrationListPage,
  networkListPage,
  networkPage,
  portListPage,
  serverGroupListPage,
  serverGroupPage,
  serverListPage,
  serverPage,
} from './common-pages.ts'

/** The pages of a project, at `/p/<project>/…`. */
export const projectPages: readonly Page[] = [
  {
    path: '',
    title: t('Home'),
    section: { heading: null, Icon: IconLayoutDashboard },
    words: ['overview', 'quota', 'attention'],
    load: () => import('../home/home-page.tsx'),
  },
  serverListPage,
  {
    path: 'servers/new',
    title: t('Create server'),
    words: ['launch', 'new'],
    load: () => import('../servers/create/server-create-page.tsx'),
  },
  serverPage,
  activityPage,
  bulkPage,
  consoleWindow,
  { ...serverGroupListPage, creates: t('Create server group') },
  serverGroupPage,
  imageListPage,
  imagePage,
  { ...keyPairListPage, creates: t('Create key pair') },
  keyPairPage,
  migrationListPage,
  networkListPage,
  networkPage,
  portListPage,
  {
    path: 'usage',
    title: t('Usage'),
    section: { heading: t('Project'), Icon: IconChartBar },
    words: ['hours', 'report', 'csv', 'consumption'],
    load: () => import('../usage/usage-page.tsx'),
  },
  {
    path: 'access',
    title: t('Access'),
    section: { heading: t('Project'), Icon: IconUsers },
    words: ['members', 'roles', 'users', 'people'],
    load: () => import('../access/access-page.tsx'),
  },
]

/** The pages of the person, at `/me/…`. */
export const personPages: readonly Page[] = [
  {
    path: '',
    title: t('Your account'),
    section: { heading: null, Icon: IconUser },
    words: ['profile', 'password', 'second factor', 'totp', '2fa'],
    load: () => import('../me/account-page.tsx'),
  },
  {
    path: 'credentials',
    title: t('API access'),
    section: { heading: null, Icon: IconTerminal2 },
    words: ['application credentials', 'openrc', 'clouds.yaml', 'token', 'cli'],
    load: () => import('../me/credentials-page.tsx'),
  },
  {
    path: 'preferences',
    title: t('Preferences'),
    section: { heading: null, Icon: IconAdjustments },
    words: ['settings', 'theme', 'dark', 'language', 'sprache', 'deutsch', 'time zone', 'density', 'shortcuts'],
    load: () => import('../me/preferences-page.tsx'),
  },
]
