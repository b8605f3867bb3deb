import {
  IconArrowsExchange,
  IconChartHistogram,
  IconFolders,
  IconGauge,
  IconRuler2,
  IconServer2,
  IconSettingsCog,
  IconShield,
  IconStack2,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconWorld,
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
  networkListPage,
  networkPage,
  portListPage,
  serverGroupListPage,
  serverGroupPage,
  serverListPage,
  serverPage,
} from './common-pages.ts'

const compute = t('Compute')
const identity = t('Identity')
const infrastructure = t('Infrastructure')

/**
 * The pages of administrators, at `/admin/…`, in the order of the navigation. Those that a project has too are the same components, which
 * show every project's there.
 */
export const adminPages: readonly Page[] = [
  serverListPage,
  serverPage,
  consoleWindow,
  imageListPage,
  imagePage,
  {
    path: 'flavors',
    title: t('Flavors'),
    section: { heading: compute, Icon: IconRuler2 },
    words: ['sizes', 'instance types', 'extra specs'],
    load: () => import('../flavors/flavor-list-page.tsx'),
  },
  {
    path: 'flavors/:id',
    title: t('Flavor'),
    load: () => import('../flavors/flavor-page.tsx'),
    tabs: [
      { path: '', title: t('Extra specs'), load: () => import('../flavors/flavor-extra-specs-tab.tsx') },
      { path: 'access', title: t('Access'), load: () => import('../flavors/flavor-access-tab.tsx') },
      { path: 'servers', title: t('Servers'), load: () => import('../flavors/flavor-servers-tab.tsx') },
    ],
  },
  {
    path: 'aggregates',
    title: t('Host aggregates'),
    section: { heading: compute, Icon: IconStack2 },
    words: ['availability zones', 'zones', 'hosts'],
    load: () => import('../aggregates/aggregate-list-page.tsx'),
  },
  { path: 'aggregates/:id', title: t('Host aggregate'), load: () => import('../aggregates/aggregate-page.tsx') },
  serverGroupListPage,
  serverGroupPage,
  keyPairListPage,
  { ...keyPairPage, path: 'users/:id/key-pairs/:name' },
  networkListPage,
  networkPage,
  portListPage,
  {
    path: 'hosts',
    title: t('Hosts'),
    section: { heading: infrastructure, Icon: IconServer2 },
    words: ['hypervisors', 'nodes', 'services', 'compute services', 'capacity'],
    load: () => import('../hosts/host-list-page.tsx'),
  },
  {
    path: 'hosts/:name',
    title: t('Host'),
    load: () => import('../hosts/host-page.tsx'),
    tabs: [
      { path: '', title: t('Overview'), load: () => import('../hosts/host-overview-tab.tsx') },
      { path: 'servers', title: t('Servers'), load: () => import('../hosts/host-servers-tab.tsx') },
      { path: 'capacity', title: t('Capacity'), load: () => import('../hosts/host-capacity-tab.tsx') },
      { path: 'traits', title: t('Traits'), load: () => import('../hosts/host-traits-tab.tsx') },
    ],
  },
  {
    path: 'migrations',
    title: t('Migrations'),
    section: { heading: infrastructure, Icon: IconArrowsExchange },
    words: ['moves', 'resizes', 'live migration', 'evacuate'],
    load: () => import('../migrations/migration-list-page.tsx'),
  },
  {
    ...activityPage,
    words: ['audit', 'sign-ins', 'log', 'history', 'who did what'],
    load: () => import('../audit/audit-page.tsx'),
  },
  {
    path: 'system',
    title: t('System'),
    section: { heading: infrastructure, Icon: IconSettingsCog },
    words: ['versions', 'settings', 'configuration', 'reconcilers', 'webhook', 'rate limits', 'database', 'log level'],
    load: () => import('../system/system-page.tsx'),
    tabs: [
      { path: '', title: t('Overview'), load: () => import('../system/system-overview-tab.tsx') },
      { path: 'settings', title: t('Settings'), load: () => import('../system/system-settings-tab.tsx') },
      { path: 'reconcilers', title: t('Reconcilers'), load: () => import('../system/system-reconcilers-tab.tsx') },
      { path: 'webhook', title: t('Webhook'), load: () => import('../system/system-webhook-tab.tsx') },
      { path: 'rate-limits', title: t('Rate limits'), load: () => import('../system/system-rate-limits-tab.tsx') },
      { path: 'database', title: t('Database'), load: () => import('../system/system-database-tab.tsx') },
    ],
  },
  {
    path: 'projects',
    title: t('Projects'),
    section: { heading: identity, Icon: IconFolders },
    words: ['tenants', 'quota', 'members'],
    load: () => import('../identity/project-list-page.tsx'),
  },
  {
    path: 'projects/:id',
    title: t('Project'),
    load: () => import('../identity/project-page.tsx'),
    tabs: [
      { path: '', title: t('Members'), load: () => import('../access/access-page.tsx') },
      { path: 'quota', title: t('Quota'), load: () => import('../quotas/project-quota-tab.tsx') },
      { path: 'usage', title: t('Usage'), load: () => import('../usage/project-usage-tab.tsx') },
      { path: 'servers', title: t('Servers'), load: () => import('../identity/project-servers-tab.tsx') },
    ],
  },
  {
    path: 'users',
    title: t('Users'),
    section: { heading: identity, Icon: IconUsers },
    words: ['people', 'accounts', 'password'],
    load: () => import('../identity/user-list-page.tsx'),
  },
  {
    path: 'users/:id',
    title: t('User'),
    load: () => import('../identity/user-page.tsx'),
    tabs: [
      { path: '', title: t('Roles'), load: () => import('../identity/user-roles-tab.tsx') },
      { path: 'groups', title: t('Groups'), load: () => import('../identity/user-groups-tab.tsx') },
      { path: 'key-pairs', title: t('Key pairs'), load: () => import('../key-pairs/key-pair-list-page.tsx') },
    ],
  },
  {
    path: 'usage',
    title: t('Usage'),
    section: { heading: identity, Icon: IconChartHistogram },
    words: ['hours', 'months', 'billing', 'showback', 'csv'],
    load: () => import('../usage/all-usage-page.tsx'),
  },
  {
    path: 'quotas',
    title: t('Quotas'),
    section: { heading: identity, Icon: IconGauge },
    words: ['default quota', 'limits', 'defaults', 'quota class', 'bulk'],
    load: () => import('../quotas/quotas-page.tsx'),
    tabs: [
      { path: '', title: t('Quotas'), load: () => import('../quotas/quota-list-tab.tsx') },
      { path: 'defaults', title: t('Default quota'), load: () => import('../quotas/default-quota-tab.tsx') },
    ],
  },
  {
    path: 'groups',
    title: t('Groups'),
    section: { heading: identity, Icon: IconUsersGroup },
    words: ['teams'],
    load: () => import('../identity/group-list-page.tsx'),
  },
  {
    path: 'groups/:id',
    title: t('Group'),
    load: () => import('../identity/group-page.tsx'),
    tabs: [
      { path: '', title: t('Members'), load: () => import('../identity/group-members-tab.tsx') },
      { path: 'roles', title: t('Roles'), load: () => import('../identity/group-roles-tab.tsx') },
    ],
  },
  {
    path: 'roles',
    title: t('Roles'),
    section: { heading: identity, Icon: IconShield },
    words: ['permissions', 'rights'],
    load: () => import('../identity/role-list-page.tsx'),
  },
  {
    path: 'assignments',
    title: t('Who may what'),
    section: { heading: identity, Icon: IconUserShield },
    words: ['role assignments', 'access', 'grants', 'permissions'],
    load: () => import('../identity/assignment-list-page.tsx'),
  },
  {
    path: 'domains',
    title: t('Domains'),
    section: { heading: identity, Icon: IconWorld },
    load: () => import('../identity/domain-list-page.tsx'),
  },
  bulkPage,
]
