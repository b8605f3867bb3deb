import type { ServerGroupView } from '@kilonova/compute-core/api/server-groups/server-group-schema'
import { t } from '#ui/i18n'

/** What each policy means, for somebody who has to choose one. */
export const policies: readonly { value: ServerGroupView['policy']; label: string; promise: string }[] = [
  {
    value: 'anti-affinity',
    label: t('Apart'),
    promise: t('Every server runs on a different host. Creating a server fails if no such host has room.'),
  },
  {
    value: 'soft-anti-affinity',
    label: t('Apart where possible'),
    promise: t('Servers are spread across hosts. They share a host only if there are too few.'),
  },
  {
    value: 'affinity',
    label: t('Together'),
    promise: t('All servers run on the same host. Creating a server fails if that host has no room.'),
  },
  {
    value: 'soft-affinity',
    label: t('Together where possible'),
    promise: t('Servers run on the same host as long as it has room, then on others.'),
  },
]
