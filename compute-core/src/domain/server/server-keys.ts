import type { ListKeys } from '#platform/service/list-query/query-keys'
import { powerStates } from './power-state.ts'
import { everyStatus } from './status.ts'

/** What lists of servers can be searched by. */
export const serverKeys = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  status: { kind: 'enum', summary: 'The status.', values: [...everyStatus] },
  task: { kind: 'text', summary: 'What is being done to it, as in task:rebuilding; task:* is anything.' },
  power: { kind: 'enum', summary: 'The power state.', values: Object.keys(powerStates) },
  description: { kind: 'words', summary: 'A part of the description.' },
  ip: { kind: 'text', summary: 'One of its addresses, as in ip:10.0.0.*.' },
  tag: { kind: 'text', summary: 'One of its tags.' },
  metadata: { kind: 'map', summary: 'A value of its metadata, as in metadata.role:web.' },
  flavor: { kind: 'text', summary: 'The name or the id of the flavor.' },
  image: { kind: 'text', summary: 'The name or the id of the image that it was made from.' },
  zone: { kind: 'text', summary: 'The availability zone.' },
  key: { kind: 'text', summary: 'The name of the key pair, or the fingerprint of one that there still is.' },
  group: { kind: 'text', summary: 'The name or the id of the server group.' },
  hostname: { kind: 'text', summary: 'The host name inside of the guest.' },
  locked: { kind: 'boolean', summary: 'Whether it is locked.' },
  vcpus: { kind: 'number', summary: 'How many vCPUs it has.' },
  ram: { kind: 'number', unit: 'MB', summary: 'How much memory it has.' },
  created: { kind: 'time', summary: 'When it was created.' },
  updated: { kind: 'time', summary: 'When it last changed.' },
  launched: { kind: 'time', summary: 'When it first ran.' },
  fault: { kind: 'words', summary: 'A part of the reason why it failed.' },
  host: { kind: 'text', summary: 'The host that it is on.', isForAdministrators: true },
  project: { kind: 'text', summary: 'The name or the id of its project.', isForAdministrators: true },
  user: { kind: 'text', summary: 'The name or the id of who created it.', isForAdministrators: true },
} as const satisfies ListKeys
