import type { ListKeys } from '#platform/service/list-query/query-keys'
import { visibilities } from './image-values.ts'

/** What lists of images can be searched by. */
export const imageKeys = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  status: {
    kind: 'enum',
    summary: 'The status.',
    values: ['queued', 'saving', 'uploading', 'importing', 'active', 'deactivated', 'killed', 'pending_delete'],
  },
  visibility: { kind: 'enum', summary: 'Who sees it.', values: visibilities },
  owner: { kind: 'text', summary: 'The id of its project.' },
  project: { kind: 'text', summary: 'The name or the id of its project.', isForAdministrators: true },
  offered_to: {
    kind: 'text',
    summary: 'The id of a project that has not said yet whether it accepts it.',
    isForAdministrators: true,
  },
  tag: { kind: 'text', summary: 'One of its tags.' },
  property: { kind: 'map', summary: 'A value of its properties, as in property.os_distro:debian.' },
  format: { kind: 'text', summary: 'The disk format, as in format:qcow2.' },
  container: { kind: 'text', summary: 'The container format.' },
  size: { kind: 'number', unit: 'bytes', summary: 'How large it is, as in size:>2G.' },
  min_disk: { kind: 'number', unit: 'GB', summary: 'How large a disk it needs.' },
  min_ram: { kind: 'number', unit: 'MB', summary: 'How much memory it needs.' },
  protected: { kind: 'boolean', summary: 'Whether it is protected from deletion.' },
  created: { kind: 'time', summary: 'When it was created.' },
  updated: { kind: 'time', summary: 'When it last changed.' },
} as const satisfies ListKeys

/**
 * What a list of images is asked with for those that others offer to a project and that it has neither accepted nor rejected.
 * Administrators see every image, whatever their project has said of it: they have to name the project.
 */
export const offeredTo = (projectId: string, isAdmin: boolean): Readonly<Record<string, string>> => ({
  visibility: 'shared',
  ...(isAdmin
    ? { 'kilonova:q': `offered_to:${projectId}` }
    : { member_status: 'pending', 'kilonova:q': `-owner:${projectId}` }),
})
