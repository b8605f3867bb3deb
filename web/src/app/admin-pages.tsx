import { IconHistory, IconRuler2, IconServer, IconStack2 } from '@tabler/icons-react'
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
  {
    path: 'activity',
    title: t('Activity'),
    section: { heading: null, Icon: IconHistory },
    words: ['actions', 'log', 'audit', 'history'],
    load: () => import('../activity/activity-page.tsx'),
  },
  { path: 'bulk/:id', title: t('Result'), load: () => import('../tasks/bulk-page.tsx') },
]
