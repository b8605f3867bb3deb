import {
  IconArrowsExchange,
  IconHistory,
  IconKey,
  IconNetwork,
  IconPhoto,
  IconPlugConnected,
  IconServer,
  IconServer2,
} from '@tabler/icons-react'
import { t } from '#ui/i18n'
import type { Page } from './page.ts'

// The pages that a project and the administration have both: there they show every project's.

export const serverListPage: Page = {
  path: 'servers',
  title: t('Servers'),
  section: { heading: t('Compute'), Icon: IconServer },
  words: ['instances', 'vm', 'virtual machines'],
  load: () => import('../servers/list/server-list-page.tsx'),
}

/** A server's page with its tabs: the same in a project and for administrators. */
export const serverPage: Page = {
  path: 'servers/:id',
  title: t('Server'),
  load: () => import('../servers/page/server-page.tsx'),
  tabs: [
    { path: '', title: t('Overview'), load: () => import('../servers/page/server-overview-tab.tsx') },
    { path: 'console', title: t('Console'), load: () => import('../servers/page/server-console-tab.tsx') },
    { path: 'metrics', title: t('Metrics'), load: () => import('../servers/page/server-metrics-tab.tsx') },
    { path: 'network', title: t('Network'), load: () => import('../servers/page/server-network-tab.tsx') },
    { path: 'snapshots', title: t('Snapshots'), load: () => import('../servers/page/server-snapshots-tab.tsx') },
    { path: 'log', title: t('Log'), load: () => import('../servers/page/server-log-tab.tsx') },
    { path: 'activity', title: t('Activity'), load: () => import('../servers/page/server-activity-tab.tsx') },
    {
      path: 'diagnostics',
      title: t('Diagnostics'),
      load: () => import('../servers/page/server-diagnostics-tab.tsx'),
    },
    {
      path: 'settings',
      title: t('Settings'),
      load: () => import('../servers/page/server-settings-tab.tsx'),
    },
  ],
}

/** A server's console in a window of its own. */
export const consoleWindow: Page = {
  path: 'servers/:id/console/window',
  title: t('Console'),
  isBare: true,
  load: () => import('../servers/page/server-console-window.tsx'),
}

export const migrationListPage: Page = {
  path: 'migrations',
  title: t('Migrations'),
  section: { heading: t('Compute'), Icon: IconArrowsExchange },
  needs: 'os_compute_api:os-migrations:index',
  words: ['moves', 'resizes', 'live migration', 'evacuate'],
  load: () => import('../migrations/migration-list-page.tsx'),
}

export const serverGroupListPage: Page = {
  path: 'server-groups',
  title: t('Server groups'),
  section: { heading: t('Compute'), Icon: IconServer2 },
  words: ['affinity', 'anti-affinity'],
  load: () => import('../server-groups/server-group-list-page.tsx'),
}

export const serverGroupPage: Page = {
  path: 'server-groups/:id',
  title: t('Server group'),
  load: () => import('../server-groups/server-group-page.tsx'),
}

export const imageListPage: Page = {
  path: 'images',
  title: t('Images'),
  section: { heading: t('Compute'), Icon: IconPhoto },
  words: ['disk', 'upload'],
  creates: t('Upload image'),
  load: () => import('../images/image-list-page.tsx'),
}

export const imagePage: Page = {
  path: 'images/:id',
  title: t('Image'),
  load: () => import('../images/image-page.tsx'),
  tabs: [
    { path: '', title: t('Overview'), load: () => import('../images/image-overview-tab.tsx') },
    { path: 'members', title: t('Members'), load: () => import('../images/image-members-tab.tsx') },
    { path: 'servers', title: t('Servers'), load: () => import('../images/image-servers-tab.tsx') },
  ],
}

export const keyPairListPage: Page = {
  path: 'key-pairs',
  title: t('Key pairs'),
  section: { heading: t('Compute'), Icon: IconKey },
  words: ['ssh'],
  load: () => import('../key-pairs/key-pair-list-page.tsx'),
}

export const keyPairPage: Page = {
  path: 'key-pairs/:name',
  title: t('Key pair'),
  load: () => import('../key-pairs/key-pair-page.tsx'),
}

export const networkListPage: Page = {
  path: 'networks',
  title: t('Networks'),
  section: { heading: t('Network'), Icon: IconNetwork },
  words: ['subnets', 'addresses', 'ip', 'vlan'],
  creates: t('Create network'),
  load: () => import('../networks/network-list-page.tsx'),
}

export const networkPage: Page = {
  path: 'networks/:id',
  title: t('Network'),
  load: () => import('../networks/network-page.tsx'),
  tabs: [
    { path: '', title: t('Subnets'), load: () => import('../networks/network-subnets-tab.tsx') },
    { path: 'ports', title: t('Ports'), load: () => import('../networks/network-ports-tab.tsx') },
    { path: 'addresses', title: t('Addresses'), load: () => import('../networks/network-addresses-tab.tsx') },
  ],
}

export const portListPage: Page = {
  path: 'ports',
  title: t('Ports'),
  section: { heading: t('Network'), Icon: IconPlugConnected },
  words: ['addresses', 'ip', 'mac', 'interfaces'],
  creates: t('Create port'),
  load: () => import('../networks/port-list-page.tsx'),
}

export const activityPage: Page = {
  path: 'activity',
  title: t('Activity'),
  section: { heading: null, Icon: IconHistory },
  words: ['actions', 'log', 'audit', 'history'],
  load: () => import('../activity/activity-page.tsx'),
}

export const bulkPage: Page = { path: 'bulk/:id', title: t('Result'), load: () => import('../tasks/bulk-page.tsx') }
