import { IconHistory, IconServer } from '@tabler/icons-react'
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

export const activityPage: Page = {
  path: 'activity',
  title: t('Activity'),
  section: { heading: null, Icon: IconHistory },
  words: ['actions', 'log', 'audit', 'history'],
  load: () => import('../activity/activity-page.tsx'),
}

export const bulkPage: Page = { path: 'bulk/:id', title: t('Result'), load: () => import('../tasks/bulk-page.tsx') }
