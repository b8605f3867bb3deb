import type { CloudApi } from './cloud-api.ts'

interface Named {
  id: string
  name: string
}

interface Shown {
  status: string
  'OS-EXT-STS:task_state': string | null
  fault?: { message: string }
}

/** What a request for a server needs: the seeded image and the smallest flavor. */
export async function imageAndFlavor(api: CloudApi): Promise<{ imageRef: string; flavorRef: string }> {
  const { images } = await api.call<{ images: Named[] }>('GET', '/image/v2/images?name=kilonova-guest-1')
  return { imageRef: images[0]!.id, flavorRef: await flavorNamed(api, 'm1.nano') }
}

/** The id of a flavor. */
export async function flavorNamed(api: CloudApi, name: string): Promise<string> {
  const { flavors } = await api.call<{ flavors: Named[] }>('GET', '/compute/v2.1/flavors')
  return flavors.find((flavor) => flavor.name === name)!.id
}

/** Creates a server without a network and waits until it runs; `more` are fields of the request. */
export async function createServer(api: CloudApi, name: string, more: object = {}): Promise<string> {
  const id = await requestServer(api, name, more)
  await serverIs(api, id, 'ACTIVE')
  return id
}

/** Creates a server that no host has room for, and waits until it has failed. */
export async function createBrokenServer(api: CloudApi, name: string): Promise<string> {
  const id = await requestServer(api, name, { flavorRef: await tooLargeFlavor(api) })
  await serverIs(api, id, 'ERROR')
  return id
}

/** A new flavor that no host has room for. */
export async function tooLargeFlavor(api: CloudApi): Promise<string> {
  const flavor = { name: `too-large-${crypto.randomUUID()}`, vcpus: 1, ram: 64, disk: 1_000_000 }
  return (await api.call<{ flavor: Named }>('POST', '/compute/v2.1/flavors', { flavor })).flavor.id
}

/** Waits until nothing more happens to the server; throws when it does not have `status` then. */
export async function serverIs(api: CloudApi, id: string, status: string): Promise<void> {
  const { server } = await api.until<{ server: Shown }>(
    `/compute/v2.1/servers/${id}`,
    (body) => body.server.status !== 'BUILD' && body.server['OS-EXT-STS:task_state'] === null,
  )
  if (server.status !== status)
    throw new Error(`Server ${id} is ${server.status} and not ${status}: ${server.fault?.message ?? 'without a fault'}`)
}

async function requestServer(api: CloudApi, name: string, more: object): Promise<string> {
  const server = { name, ...(await imageAndFlavor(api)), networks: 'none', ...more }
  return (await api.call<{ server: Named }>('POST', '/compute/v2.1/servers', { server })).server.id
}
