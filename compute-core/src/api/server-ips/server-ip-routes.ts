import { z } from 'zod'
import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { viewAddresses } from '../servers/view-addresses.ts'
import { plainAddressesSchema } from '../servers/server-schema.ts'

type Addresses = ReturnType<typeof viewAddresses>

const plain = (list: Addresses[string]) => list.map(({ addr, version }) => ({ addr, version }))

/** A server's addresses by themselves. */
export const serverIpRoutes = [
  route('GET /servers/:server/ips', {
    response: z.strictObject({ addresses: plainAddressesSchema }),
    summary: 'Lists the addresses of a server by network.',
    async handle(api, context) {
      const addresses = viewAddresses(await ownServer(api, context, 'os_compute_api:ips:index'))
      const byNetwork = Object.entries(addresses).map(([network, list]) => [network, plain(list)])
      return { body: { addresses: Object.fromEntries(byNetwork) } }
    },
  }),
  route('GET /servers/:server/ips/:network', {
    response: plainAddressesSchema,
    summary: 'Lists the addresses of a server in a network.',
    async handle(api, context) {
      const network = context.params['network']!
      const addresses: Addresses = viewAddresses(await ownServer(api, context, 'os_compute_api:ips:show'))
      if (!Object.hasOwn(addresses, network)) throw notFound('Network', network)
      return { body: { [network]: plain(addresses[network]!) } }
    },
  }),
]
