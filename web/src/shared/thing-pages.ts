import { adminPaths, type Paths } from './paths.ts'

/** The page of a thing by its kind and id, those that projects have too where `of` leads; a port is shown in the list of ports. */
export const thingPages = (of: Paths) =>
  ({
    server: of.server,
    image: of.image,
    network: of.network,
    port: (id: string) => `${of.ports()}?q=${encodeURIComponent(`id:${id}`)}`,
    'server-group': of.serverGroup,
    host: adminPaths.host,
    project: adminPaths.project,
    user: adminPaths.user,
    group: adminPaths.group,
    role: adminPaths.role,
    domain: adminPaths.domain,
    flavor: adminPaths.flavor,
    aggregate: adminPaths.aggregate,
  }) satisfies Readonly<Record<string, (id: string) => string>>
