/** The addresses of pages below `start`, the address of a scope: `/p/<project>` or `/admin`. */
export const pathsIn = (start: string) => {
  const at = (...parts: string[]) => [start, ...parts.map(encodeURIComponent)].join('/')
  return {
    home: () => start,
    servers: (q?: string) => at('servers') + (q ? `?q=${encodeURIComponent(q)}` : ''),
    usage: () => at('usage'),
    serverCreate: () => at('servers', 'new'),
    server: (id: string) => at('servers', id),
    serverConsole: (id: string) => at('servers', id, 'console'),
    serverConsoleWindow: (id: string) => at('servers', id, 'console', 'window'),
    serverMetrics: (id: string) => at('servers', id, 'metrics'),
    serverLog: (id: string) => at('servers', id, 'log'),
    serverNetwork: (id: string) => at('servers', id, 'network'),
    serverSnapshots: (id: string) => at('servers', id, 'snapshots'),
    serverActivity: (id: string) => at('servers', id, 'activity'),
    serverSettings: (id: string) => at('servers', id, 'settings'),
    serverDiagnostics: (id: string) => at('servers', id, 'diagnostics'),
    activity: (q?: string) => at('activity') + (q ? `?q=${encodeURIComponent(q)}` : ''),
    bulk: (id: string) => at('bulk', id),
    serverGroups: () => at('server-groups'),
    serverGroup: (id: string) => at('server-groups', id),
    keyPairs: () => at('key-pairs'),
    keyPair: (name: string) => at('key-pairs', name),
    networks: () => at('networks'),
    ports: () => at('ports'),
    network: (id: string) => at('networks', id),
    networkPorts: (id: string) => at('networks', id, 'ports'),
    networkAddresses: (id: string) => at('networks', id, 'addresses'),
    images: () => at('images'),
    image: (id: string) => at('images', id),
    imageMembers: (id: string) => at('images', id, 'members'),
    imageServers: (id: string) => at('images', id, 'servers'),
    access: () => at('access'),
  } as const
}

/** The addresses of the pages of one scope. */
export type Paths = ReturnType<typeof pathsIn>

const withBack = (path: string, back?: string) =>
  back && back !== '/' ? `${path}?back=${encodeURIComponent(back)}` : path

/** The addresses of what is about no project; links come only from here and from `pathsIn`. */
export const paths = {
  start: () => '/',
  signIn: (back?: string) => withBack('/sign-in', back),
  projects: (back?: string) => withBack('/projects', back),
  project: (slug: string) => `/p/${slug}`,
  admin: () => '/admin',
  account: () => '/me',
  credentials: () => '/me/credentials',
  preferences: () => '/me/preferences',
  /** The way to an OpenID provider, which the browser goes by itself. */
  provider: (id: string, back?: string) => withBack(`/bff/session/oidc/${id}/start`, back),
  go: (what: string) => `/go/${encodeURIComponent(what)}`,
} as const

const atAdmin = (...parts: string[]) => ['/admin', ...parts.map(encodeURIComponent)].join('/')

/** The addresses of the pages that only administrators have; those that projects have too are in `pathsIn`. */
export const adminPaths = {
  hosts: (q?: string) => atAdmin('hosts') + (q ? `?q=${encodeURIComponent(q)}` : ''),
  host: (name: string) => atAdmin('hosts', name),
  hostServers: (name: string) => atAdmin('hosts', name, 'servers'),
  hostAgent: (name: string) => atAdmin('hosts', name, 'agent'),
  hostCapacity: (name: string) => atAdmin('hosts', name, 'capacity'),
  hostNuma: (name: string) => atAdmin('hosts', name, 'numa'),
  hostTraits: (name: string) => atAdmin('hosts', name, 'traits'),
  services: (q?: string) => atAdmin('services') + (q ? `?q=${encodeURIComponent(q)}` : ''),
  placement: () => atAdmin('placement'),
  provider: (uuid: string) => atAdmin('placement', uuid),
  providerAllocations: (uuid: string) => atAdmin('placement', uuid, 'allocations'),
  providerTraits: (uuid: string) => atAdmin('placement', uuid, 'traits'),
  fit: () => atAdmin('placement', 'fit'),
  flavors: () => atAdmin('flavors'),
  flavor: (id: string) => atAdmin('flavors', id),
  flavorAccess: (id: string) => atAdmin('flavors', id, 'access'),
  flavorServers: (id: string) => atAdmin('flavors', id, 'servers'),
  aggregates: () => atAdmin('aggregates'),
  aggregate: (id: number | string) => atAdmin('aggregates', String(id)),
  migrations: () => atAdmin('migrations'),
  projects: () => atAdmin('projects'),
  project: (id: string) => atAdmin('projects', id),
  projectQuota: (id: string) => atAdmin('projects', id, 'quota'),
  projectUsage: (id: string) => atAdmin('projects', id, 'usage'),
  projectServers: (id: string) => atAdmin('projects', id, 'servers'),
  users: () => atAdmin('users'),
  user: (id: string) => atAdmin('users', id),
  userEffectiveRoles: (id: string) => atAdmin('users', id, 'effective-roles'),
  userGroups: (id: string) => atAdmin('users', id, 'groups'),
  userKeyPairs: (id: string) => atAdmin('users', id, 'key-pairs'),
  userKeyPair: (id: string, name: string) => atAdmin('users', id, 'key-pairs', name),
  groups: () => atAdmin('groups'),
  group: (id: string) => atAdmin('groups', id),
  groupRoles: (id: string) => atAdmin('groups', id, 'roles'),
  roles: () => atAdmin('roles'),
  role: (id: string) => atAdmin('roles', id),
  domains: () => atAdmin('domains'),
  domain: (id: string) => `${atAdmin('domains')}?q=${encodeURIComponent(`id:${id}`)}`,
  assignments: () => atAdmin('assignments'),
  quotas: () => atAdmin('quotas'),
  defaultQuota: () => atAdmin('quotas', 'defaults'),
  usage: () => atAdmin('usage'),
  system: () => atAdmin('system'),
  systemPart: (part: string) => atAdmin('system', part),
} as const
