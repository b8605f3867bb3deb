import { adminScope } from '#shared/scope'
import { expect, test } from 'vitest'
import { auditQuery } from '../src/audit/audit-query.ts'
import { reconcilersQuery, settingsPageQuery } from '../src/system/system-queries.ts'
import { versionsQuery } from '../src/shared/versions-query.ts'
import { joinTokenQuery, joinTokensQuery } from '../src/hosts/join-token-queries.ts'
import { activityQuery } from '../src/activity/activity-query.ts'
import {
  aggregateQuery,
  aggregatesPageQuery,
  aggregatesQuery,
  hostChoicesQuery,
  imageChoicesQuery,
  zonesQuery,
} from '../src/aggregates/aggregate-query.ts'
import { flavorAccessQuery, flavorQuery, flavorsQuery, serversOfProjectQuery } from '../src/flavors/flavor-query.ts'
import { membersPageQuery, membersQuery } from '../src/access/access-queries.ts'
import { cloudHomeQuery } from '../src/home/cloud-home-query.ts'
import { fitChoicesQuery, fitQuery, projectNameQuery } from '../src/placement/fit-query.ts'
import {
  allocationsQuery,
  inventoriesQuery,
  providerQuery,
  providersQuery,
  traitsQuery,
} from '../src/placement/provider-query.ts'
import { homeQuery } from '../src/home/home-query.ts'
import { assignmentsQuery, effectiveRolesQuery } from '../src/identity/assignment-query.ts'
import { domainContentsQuery, domainsQuery } from '../src/identity/domain-query.ts'
import { groupQuery, groupsQuery } from '../src/identity/group-query.ts'
import { domainNamesQuery } from '../src/identity/names-query.ts'
import { roleQuery, rolesPageQuery } from '../src/identity/role-query.ts'
import { projectContentsQuery, projectQuery, projectsQuery } from '../src/identity/project-query.ts'
import { passcodeSecretsQuery, serversOfUserQuery, userQuery, usersQuery } from '../src/identity/user-query.ts'
import {
  hostCpusQuery,
  hostLoadQuery,
  hostMetricsQuery,
  hostQuery,
  hostsQuery,
  servicesQuery,
  unreportedHostsQuery,
} from '../src/hosts/host-queries.ts'
import {
  imageMembersQuery,
  imageNameQuery,
  imageQuery,
  imageServerQuery,
  imageUseQuery,
  imagesQuery,
  offeredImagesQuery,
} from '../src/images/image-query.ts'
import { allKeyPairsQuery, keyPairsQuery } from '../src/key-pairs/key-pair-list-page.tsx'
import { keyPairQuery } from '../src/key-pairs/key-pair-query.ts'
import { credentialsQuery, meQuery } from '../src/me/me-query.ts'
import { migrationsQuery } from '../src/migrations/migration-list-page.tsx'
import {
  networkChoicesQuery,
  networkQuery,
  networksQuery,
  portsQuery,
  subnetsQuery,
  subnetUseQuery,
} from '../src/networks/network-queries.ts'
import { defaultQuotaQuery } from '../src/quotas/default-quota-query.ts'
import { projectQuotaQuery, projectQuotasQuery, userQuotaQuery } from '../src/quotas/project-quota-query.ts'
import { serverGroupQuery, serverGroupsQuery } from '../src/server-groups/server-group-query.ts'
import { serverInterfacesQuery } from '../src/servers/actions/server-interfaces-query.ts'
import { createOptionsQuery } from '../src/servers/choices/create-options-query.ts'
import { latestMetrics, latestMetricsQuery } from '../src/servers/list/latest-metrics.ts'
import { flavorRoomQuery } from '../src/servers/create/flavor-room-query.ts'
import { originalQuery } from '../src/servers/create/start-query.ts'
import { templateQuery, templatesQuery } from '../src/servers/create/template-query.ts'
import { serversQuery } from '../src/servers/list/server-list-query.ts'
import { serverDiagnosticsQuery } from '../src/servers/page/server-diagnostics-query.ts'
import { serverMetricsQuery } from '../src/servers/page/server-metrics-query.ts'
import { serverLogQuery } from '../src/servers/page/server-log-query.ts'
import { serverQuery } from '../src/servers/page/server-query.ts'
import { serverSnapshotsQuery } from '../src/servers/page/server-snapshots-query.ts'
import { serverActivityQuery } from '../src/servers/page/server-activity-query.ts'
import { accountNameQuery } from '../src/shared/account-names.ts'
import { projectUsageQuery, usageByPeriodQuery, usageDaysQuery, usageServersQuery } from '../src/usage/usage-query.ts'
import { bffOf } from '../src/shared/bff.ts'
import { noQuestion } from '../src/shared/fit-address.ts'
import { candidatesQuery } from '../src/shared/candidates-query.ts'
import { goQuery } from '../src/app/go-query.ts'
import { isStaleAfter, type Change } from '../src/shared/changes.ts'
import { groupSizeQuery } from '../src/shared/group-size-query.ts'
import { ownRightsQuery } from '../src/shared/own-rights.ts'
import { rolesQuery } from '../src/shared/roles-query.ts'
import { serversFoundQuery } from '../src/shared/servers-found.ts'
import { permitsQuery } from '../src/shared/permits.ts'
import { sessionQuery } from '../src/shared/session.ts'
import { bulkQuery } from '../src/tasks/bulk-query.ts'
import { tasksQuery } from '../src/tasks/tasks-query.ts'
import { sources } from './source-files.ts'

const bff = bffOf('p/1')

const aPage = { q: '', sort: [], size: 50 }
const queries = {
  session: sessionQuery,
  permits: permitsQuery(bff),
  home: homeQuery(bff),
  'cloud home': cloudHomeQuery(bff),
  'usage by day': usageDaysQuery(bff, 'p', { start: new Date(0), stop: new Date(1) }, 'UTC'),
  'usage by server': usageServersQuery(bff, 'p', { start: new Date(0), stop: new Date(1) }, null),
  'usage by project': projectUsageQuery(bff, { start: new Date(0), stop: new Date(1) }, aPage),
  'usage by period': usageByPeriodQuery(bff, { start: new Date(0), stop: new Date(1) }, 'hours', 'UTC'),
  servers: serversQuery(bff, aPage),
  'what is found': goQuery('web'),
  'create-options': createOptionsQuery(bff),
  'server s': serverQuery(bff, 's'),
  templates: templatesQuery(bff),
  'interfaces of s': serverInterfacesQuery(bff, 's'),
  'snapshots of s': serverSnapshotsQuery(bff, 's'),
  'diagnostics of s': serverDiagnosticsQuery(bff, 's'),
  'metrics of s': serverMetricsQuery(bff, 's', '1h'),
  'latest metrics of s': latestMetricsQuery(bff, 's', latestMetrics(bff)),
  'log of s': serverLogQuery(bff, 's', true),
  'servers found': serversFoundQuery(bff, 'image:i'),
  'server-groups': serverGroupsQuery(bff, aPage),
  'server-group g': serverGroupQuery(bff, 'g'),
  audit: auditQuery(bff, aPage),
  'part of the system': reconcilersQuery(bff),
  versions: versionsQuery(bff),
  'join tokens': joinTokensQuery(bff),
  'join token t': joinTokenQuery(bff, 't'),
  'page of settings': settingsPageQuery(bff, aPage),
  activity: activityQuery(bff, { q: '', sort: [], size: 50 }),
  'activity of s': serverActivityQuery(bff, 's', false),
  tasks: tasksQuery,
  'bulk r': bulkQuery(bff, 'r', []),
  images: imagesQuery(bff, 'p', { q: '', sort: [], size: 50 }),
  'image i': imageQuery(bff, 'i'),
  'members of image i': imageMembersQuery(bff, 'i'),
  'use of image i': imageUseQuery(bff, { id: 'i', visibility: 'shared' }),
  'offered images': offeredImagesQuery(bff, { projectId: 'p', isAdmin: false }),
  'image name': imageNameQuery(bff, 'web'),
  'server that an image is of': imageServerQuery(bff, 's'),
  hosts: hostsQuery(bff, aPage),
  'unreported hosts': unreportedHostsQuery(bff),
  'host h': hostQuery(bff, 'h'),
  services: servicesQuery(bff, aPage),
  'load of host h': hostLoadQuery(bff, 'h'),
  'metrics of host h': hostMetricsQuery(bff, 'h', '1h'),
  'cpus of host h': hostCpusQuery(bff, 'h'),
  migrations: migrationsQuery(bff, adminScope({ roles: ['admin'], isAdmin: true }), aPage),
  'resource providers': providersQuery(bff, aPage),
  'resource provider r': providerQuery(bff, 'r'),
  'inventories of resource provider r': inventoriesQuery(bff, 'r'),
  'traits of resource provider r': traitsQuery(bff, 'r'),
  'allocations of resource provider r': allocationsQuery(bff, 'r', aPage),
  'what would fit': fitQuery(bff, noQuestion, []),
  'choices of what would fit': fitChoicesQuery(bff),
  'name of project p': projectNameQuery(bff, 'p'),
  'key-pairs': keyPairsQuery(bff, aPage),
  'key-pairs of all': allKeyPairsQuery(bff, aPage),
  'key-pair laptop': keyPairQuery(bff, 'laptop'),
  networks: networksQuery(bff, aPage),
  'network n': networkQuery(bff, 'n'),
  'subnets of n': subnetsQuery(bff, 'n', aPage),
  ports: portsQuery(bff, null, aPage),
  'addresses of n': subnetUseQuery(bff, 'n'),
  'choice of networks': networkChoicesQuery(bff, 'a'),
  members: membersQuery(bff, 'p'),
  'page of members': membersPageQuery(bff, 'p', aPage),
  roles: rolesQuery(bff),
  candidates: candidatesQuery(bff, 'user', 'a'),
  projects: projectsQuery(bff, aPage),
  'project p': projectQuery(bff, 'p'),
  'contents of project p': projectContentsQuery(bff, 'p'),
  'quota of project p': projectQuotaQuery(bff, 'p'),
  'default quota': defaultQuotaQuery(bff),
  quotas: projectQuotasQuery(bff, aPage),
  'quota of user u': userQuotaQuery(bff, 'p', 'u'),
  'domain names': domainNamesQuery(bff),
  'account name': accountNameQuery(bff, 'projects', 'p'),
  users: usersQuery(bff, aPage),
  'user u': userQuery(bff, 'u'),
  'servers of user u': serversOfUserQuery(bff, 'u'),
  'passcode secrets of user u': passcodeSecretsQuery(bff, 'u'),
  groups: groupsQuery(bff, aPage),
  'group g': groupQuery(bff, 'g'),
  'role assignments': assignmentsQuery(bff, aPage),
  'page of roles': rolesPageQuery(bff, aPage),
  'role r': roleQuery(bff, 'r'),
  'effective roles of u': effectiveRolesQuery(bff, aPage, 'u'),
  'own rights': ownRightsQuery(bff, 'u'),
  'size of group g': groupSizeQuery(bff, 'g'),
  domains: domainsQuery(bff, aPage),
  'contents of domain d': domainContentsQuery(bff, 'd'),
  me: meQuery,
  credentials: credentialsQuery,
  'flavor-room': flavorRoomQuery(bff),
  'original of s': originalQuery(bff, 's'),
  'template t': templateQuery(bff, 't'),
  flavors: flavorsQuery(bff, aPage),
  'flavor f': flavorQuery(bff, 'f'),
  'access to flavor f': flavorAccessQuery(bff, 'f'),
  'servers of flavor f': serversOfProjectQuery(bff, 'f', 'p'),
  aggregates: aggregatesQuery(bff),
  'page of aggregates': aggregatesPageQuery(bff, aPage),
  'aggregate 1': aggregateQuery(bff, '1'),
  zones: zonesQuery(bff),
  'choice of hosts': hostChoicesQuery(bff),
  'choice of images': imageChoicesQuery(bff, 'a'),
}

const staleAfter = (change: Change) =>
  Object.entries(queries)
    .filter(([, { meta }]) => isStaleAfter(change, meta))
    .map(([name]) => name)

const ofProgress = ['activity', 'tasks', 'bulk r']
const ofAnyServer = [
  'what would fit',
  'cloud home',
  'home',
  'servers',
  'create-options',
  'server-groups',
  'servers found',
  'ports',
  'flavor-room',
  'flavors',
  'flavor f',
  'servers of flavor f',
  'choice of hosts',
  'contents of project p',
  'quota of project p',
  'quotas',
  'quota of user u',
  'servers of user u',
  'use of image i',
  'hosts',
  'host h',
  'resource providers',
  'resource provider r',
  'inventories of resource provider r',
  'allocations of resource provider r',
  'migrations',
  ...ofProgress,
]
const ofIdentity = [
  'projects',
  'project p',
  'domain names',
  'account name',
  'default quota',
  'quotas',
  'quota of user u',
  'users',
  'user u',
  'passcode secrets of user u',
  'groups',
  'group g',
  'role assignments',
  'page of roles',
  'role r',
  'effective roles of u',
  'own rights',
  'size of group g',
  'domains',
  'contents of domain d',
]
const ofProjectP = ['contents of project p', 'quota of project p']
const ofServerGroups = ['quota of project p', 'quotas', 'quota of user u']
const ofAnyAction = ['create-options', 'server-groups']
const ofServerS = ['server s', 'interfaces of s', 'diagnostics of s', 'metrics of s', 'activity of s']
const ofNameS = ['server that an image is of']

test.each<[Change, readonly string[]]>([
  [{ topic: 'server', id: 's' }, [...ofAnyServer, ...ofServerS, ...ofNameS]],
  [{ topic: 'action', id: 's' }, ['home', 'cloud home', ...ofAnyAction, ...ofServerS, ...ofProgress]],
  [{ topic: 'bulk-run', id: 'r' }, ['tasks', 'bulk r']],
  [{ topic: 'bulk-run', id: 'another' }, ['tasks']],
  [{ topic: 'server', id: 'another' }, ofAnyServer],
  [{ topic: 'server' }, [...ofAnyServer, ...ofServerS, ...ofNameS]],
  [
    { topic: 'port', id: 'p' },
    [
      'home',
      'create-options',
      'server s',
      'interfaces of s',
      'networks',
      'subnets of n',
      'ports',
      'addresses of n',
      'quotas',
      ...ofProjectP,
    ],
  ],
  [
    { topic: 'image', id: 'i' },
    [
      'choices of what would fit',
      'home',
      'create-options',
      'images',
      'image i',
      'members of image i',
      'use of image i',
      'offered images',
      'image name',
      'snapshots of s',
      'choice of images',
      ...ofProjectP,
    ],
  ],
  [{ topic: 'key-pair', id: 'u' }, ['home', 'create-options', 'key-pairs', 'key-pairs of all', 'key-pair laptop']],
  [
    { topic: 'server-group', id: 'g' },
    ['choices of what would fit', 'home', 'create-options', 'server-groups', 'server-group g', ...ofServerGroups],
  ],
  [
    { topic: 'server-group', id: 'another' },
    ['choices of what would fit', 'home', 'create-options', 'server-groups', ...ofServerGroups],
  ],
  [{ topic: 'server-template', id: 't' }, ['templates']],
  [
    { topic: 'flavor', id: 'f' },
    [
      'what would fit',
      'choices of what would fit',
      'create-options',
      'flavor-room',
      'flavors',
      'flavor f',
      'access to flavor f',
    ],
  ],
  [
    { topic: 'aggregate', id: '1' },
    [
      'traits of resource provider r',
      'what would fit',
      'aggregates',
      'page of aggregates',
      'aggregate 1',
      'zones',
      'choice of hosts',
    ],
  ],
  [
    { topic: 'host', id: 'h' },
    [
      'what would fit',
      'choices of what would fit',
      'cloud home',
      'services',
      'hosts',
      'unreported hosts',
      'host h',
      'join tokens',
      'join token t',
      'resource providers',
      'resource provider r',
      'inventories of resource provider r',
      'traits of resource provider r',
      'allocations of resource provider r',
      'aggregates',
      'page of aggregates',
      'aggregate 1',
      'zones',
      'choice of hosts',
    ],
  ],
  [
    { topic: 'network', id: 'n' },
    [
      'home',
      'create-options',
      'networks',
      'network n',
      'subnets of n',
      'addresses of n',
      'choice of networks',
      'quotas',
      ...ofProjectP,
    ],
  ],
  [
    { topic: 'project', id: 'p' },
    [
      'name of project p',
      'permits',
      'session',
      'members',
      'page of members',
      'credentials',
      'candidates',
      ...ofIdentity,
      ...ofProjectP,
    ],
  ],
])('after a change of %j, what shows it is stale and nothing else', (change, stale) => {
  expect(staleAfter(change).toSorted()).toEqual([...stale].toSorted())
})

test('an unknown topic makes nothing stale', () => {
  expect(staleAfter({ topic: 'weather' as Change['topic'], id: 'x' })).toEqual([])
})

test('every query is looked at here', () => {
  const written = [...sources.values()].join('\n').match(/\bqueryKey: \[/g) ?? []
  expect(Object.keys(queries)).toHaveLength(written.length)
})
