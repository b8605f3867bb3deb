import {
  IconAdjustments,
  IconChartBar,
  IconKey,
  IconLayoutDashboard,
  IconNetwork,
  IconPhoto,
  IconPlugConnected,
  IconServer2,
  IconTerminal2,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import { t } from '#ui/i18n'
import type { Page } from './page.ts'
import { activityPage, bulkPage, consoleWindow, serverListPage, serverPage } from './common-pages.ts'

const compute = t('Compute')

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
  {
    path: 'server-groups',
    title: t('Server groups'),
    section: { heading: compute, Icon: IconServer2 },
    words: ['affinity', 'anti-affinity'],
    load: () => import('../server-groups/server-group-list-page.tsx'),
  },
  {
    path: 'server-groups/:id',
    title: t('Server group'),
    load: () => import('../server-groups/server-group-page.tsx'),
  },
  {
    path: 'images',
    title: t('Images'),
    section: { heading: compute, Icon: IconPhoto },
    words: ['disk', 'upload'],
    load: () => import('../images/image-list-page.tsx'),
  },
  {
    path: 'images/:id',
    title: t('Image'),
    load: () => import('../images/image-page.tsx'),
    tabs: [
      { path: '', title: t('Overview'), load: () => import('../images/image-overview-tab.tsx') },
      { path: 'members', title: t('Members'), load: () => import('../images/image-members-tab.tsx') },
      { path: 'servers', title: t('Servers'), load: () => import('../images/image-servers-tab.tsx') },
    ],
  },
  {
    path: 'key-pairs',
    title: t('Key pairs'),
    section: { heading: compute, Icon: IconKey },
    words: ['ssh'],
    load: () => import('../key-pairs/key-pair-list-page.tsx'),
  },
  { path: 'key-pairs/:name', title: t('Key pair'), load: () => import('../key-pairs/key-pair-page.tsx') },
  {
    path: 'networks',
    title: t('Networks'),
    section: { heading: t('Network'), Icon: IconNetwork },
    words: ['subnets', 'addresses', 'ip', 'vlan'],
    load: () => import('../networks/network-list-page.tsx'),
  },
  {
    path: 'networks/:id',
    title: t('Network'),
    load: () => import('../networks/network-page.tsx'),
    tabs: [
      { path: '', title: t('Subnets'), load: () => import('../networks/network-subnets-tab.tsx') },
      { path: 'ports', title: t('Ports'), load: () => import('../networks/network-ports-tab.tsx') },
      { path: 'addresses', title: t('Addresses'), load: () => import('../networks/network-addresses-tab.tsx') },
    ],
  },
  {
    path: 'ports',
    title: t('Ports'),
    section: { heading: t('Network'), Icon: IconPlugConnected },
    words: ['addresses', 'ip', 'mac', 'interfaces'],
    load: () => import('../networks/port-list-page.tsx'),
  },
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
