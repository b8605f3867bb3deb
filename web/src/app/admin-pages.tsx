import { IconHistory, IconServer } from '@tabler/icons-react'
import { t } from '#ui/i18n'
import type { Page } from './page.ts'

const compute = t('Compute')

/**
 * The pages of administrators, at `/admin/…`, in the order of the navigation. Those that a project has too are the same components, which
 * show every project's there.
 */
export const adminPages: readonly Page[] = [
  {
    path: 'servers',
    title: t('Servers'),
    section: { heading: compute, Icon: IconServer },
    words: ['instances', 'vm', 'virtual machines'],
    load: () => import('../servers/list/server-list-page.tsx'),
  },
  {
    path: 'activity',
    title: t('Activity'),
    section: { heading: null, Icon: IconHistory },
    words: ['actions', 'log', 'audit', 'history'],
    load: () => import('../activity/activity-page.tsx'),
  },
  { path: 'bulk/:id', title: t('Result'), load: () => import('../tasks/bulk-page.tsx') },
]
