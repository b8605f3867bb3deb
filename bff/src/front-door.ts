import { addressList, clientAddress, type ClientEnv } from '@kilonova/compute-core/platform/http/client-address'

/** What Node's server says of a request's connection. */
interface ServerEnv extends ClientEnv {
  incoming?: { socket: { remoteAddress?: string | undefined } }
}

/** Anything that handles requests: a Hono app, whatever its variables. */
export interface RequestHandler {
  fetch(request: Request, env?: ServerEnv): Response | Promise<Response>
}

const apiPath = /^\/(identity|compute|image|network|volume|placement)(\/|$)/

/**
 * Puts two independent apps on one port: the OpenStack APIs under their prefixes, the dashboard everywhere else. Both learn where the
 * client is: the other end of the connection, or what one of `trustedProxies` says in X-Forwarded-For.
 */
export function frontDoor(
  apis: RequestHandler,
  dashboard: RequestHandler,
  trustedProxies: readonly string[] = [],
): RequestHandler {
  const isTrusted = addressList(trustedProxies)
  return {
    fetch(request, env = {}) {
      // Into the server's own object: sockets are upgraded through it.
      env.clientAddress = clientAddress(
        env.incoming?.socket.remoteAddress,
        request.headers.get('x-forwarded-for'),
        isTrusted,
      )
      return (apiPath.test(new URL(request.url).pathname) ? apis : dashboard).fetch(request, env)
    },
  }
}
