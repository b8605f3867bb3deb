import { minorOf } from '#platform/service/microversion'
import type { Route } from '../route.ts'
import { serverRoutes } from '../servers/server-routes.ts'

const last = minorOf('2.102')

/** Servers under their old second name. */
export const volumesBootRoutes: readonly Route[] = serverRoutes
  .filter(({ path }) => /^\/servers(\/detail|\/:server(\/action)?)?$/.test(path))
  .map((route) => ({
    ...route,
    path: route.path.replace(/^\/servers/, '/os-volumes_boot'),
    until: Math.min(route.until, last),
  }))
