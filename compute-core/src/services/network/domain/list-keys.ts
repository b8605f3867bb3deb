import type { ListKeys } from '#platform/service/list-query/query-keys'

const standard = {
  name: { kind: 'text', summary: 'The name.' },
  id: { kind: 'id', summary: 'The id, or its beginning with a star.' },
  description: { kind: 'words', summary: 'A part of the description.' },
  tag: { kind: 'text', summary: 'One of its tags.' },
  project: { kind: 'text', summary: 'The id of its project; for administrators its name, too.' },
  created: { kind: 'time', summary: 'When it was created.' },
  updated: { kind: 'time', summary: 'When it last changed.' },
} as const satisfies ListKeys

const ofNetwork = {
  network: { kind: 'text', summary: 'The name or the id of its network.' },
} as const satisfies ListKeys

/** What lists of networks can be searched by. */
export const networkKeys = {
  ...standard,
  status: { kind: 'enum', summary: 'The status.', values: ['ACTIVE', 'DOWN'] },
  shared: { kind: 'boolean', summary: 'Whether all projects may use it.' },
  external: { kind: 'boolean', summary: 'Whether it is external.' },
  mtu: { kind: 'number', summary: 'How many bytes a packet has at most.' },
  subnet: { kind: 'text', summary: 'The name or the range of a subnet of it, as in subnet:10.64.*.' },
} as const satisfies ListKeys

/** What lists of subnets can be searched by. */
export const subnetKeys = {
  ...standard,
  ...ofNetwork,
  cidr: { kind: 'text', summary: 'The range, as in cidr:10.64.*.' },
  gateway: { kind: 'text', summary: 'The address of the gateway.' },
  version: { kind: 'number', summary: 'The version of IP: 4 or 6.' },
  dhcp: { kind: 'boolean', summary: 'Whether addresses are given out by DHCP.' },
} as const satisfies ListKeys

/** What lists of ports can be searched by. */
export const portKeys = {
  ...standard,
  ...ofNetwork,
  status: { kind: 'enum', summary: 'The status.', values: ['ACTIVE', 'DOWN', 'BUILD', 'ERROR'] },
  ip: { kind: 'text', summary: 'One of its addresses, as in ip:10.64.0.*.' },
  mac: { kind: 'text', summary: 'The MAC address.' },
  subnet: { kind: 'text', summary: 'The name or the id of a subnet that it has an address of.' },
  device: { kind: 'text', summary: 'The id of what it belongs to; device:"" are those of nothing.' },
  owner: { kind: 'text', summary: 'What kind of thing it belongs to, as in owner:compute:*.' },
  host: { kind: 'text', summary: 'The host that it is on.', isForAdministrators: true },
} as const satisfies ListKeys
