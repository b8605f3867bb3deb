import { notFound } from '#platform/errors'
import { route } from '../route.ts'
import { ownServer } from '../servers/find-own-server.ts'
import { viewAddresses } from '../servers/view-addresses.ts'

type Addresses = ReturnType<typeof viewAddresses>

const plain = (list: Addresses[string]) => list.map(({ addr, version }) => ({ addr, version }))

/** A server's addresses by themselves. */
export const serverIpRoutes = [
  route('GET /servers/:server/ips', {
    async handle(api, ask) {
      const addresses = viewAddresses(await ownServer(api, ask, 'os_compute_api:ips:index'))
      const byNetwork = Object.entries(addresses).map(([network, list]) => [network, plain(list)])
      return { body: { addresses: Object.fromEntries(byNetwork) } }
    },
  }),
  route('GET /servers/:server/ips/:network', {
    async handle(api, ask) {
      const network = ask.params['network']!
      const addresses: Addresses = viewAddresses(await ownServer(api, ask, 'os_compute_api:ips:show'))
      if (!Object.hasOwn(addresses, network)) throw notFound('Network', network)
      return { body: { [network]: plain(addresses[network]!) } }
    },
  }),
]
