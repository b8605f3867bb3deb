import { catalogAt, type ServiceType } from '../domain/catalog.ts'
import { listEndpoints, listServices } from '../store/catalog-store.ts'
import type { IdentityDeps } from './identity-deps.ts'

/** An endpoint, whether the cloud mounts its service or somebody added it. */
export interface Endpoint {
  id: string
  service_id: string
  interface: string
  region: string | null
  region_id: string | null
  url: string
  enabled: boolean
  extra: unknown
}

/** A service with its endpoints. */
export interface Service {
  id: string
  type: string
  name: string
  description: string
  enabled: boolean
  extra: unknown
  endpoints: Endpoint[]
}

/** The ids of the services that the cloud itself mounts. */
export const mountedIds = (mounted: readonly ServiceType[]): string[] => catalogAt('', mounted).map(({ id }) => id)

/** The ids of the endpoints at which the cloud itself answers. */
export const ownEndpointIds = (mounted: readonly ServiceType[]): string[] =>
  catalogAt('', mounted).flatMap(({ endpoints }) => endpoints.map(({ id }) => id))

/** Every service, first those that the cloud reached at `origin` mounts, with the endpoints of each. */
export async function wholeCatalog({ db, mounted }: IdentityDeps, origin: string): Promise<Service[]> {
  const [services, endpoints] = await Promise.all([listServices(db), listEndpoints(db)])
  const own = catalogAt(origin, mounted).map((service) => ({
    ...service,
    description: '',
    enabled: true,
    extra: {},
    endpoints: service.endpoints.map((endpoint) => ({ ...endpoint, service_id: service.id, enabled: true, extra: {} })),
  }))
  return [...own, ...services.map((service) => ({ ...service, endpoints: [] as Endpoint[] }))].map((service) => ({
    ...service,
    endpoints: [
      ...service.endpoints,
      ...endpoints
        .filter((endpoint) => endpoint.service_id === service.id)
        .map((endpoint) => ({ ...endpoint, region: endpoint.region_id })),
    ],
  }))
}

/** What an address may have in it for the holder of a token: `http://x/v1/%(project_id)s`. */
export interface Holder {
  userId: string
  projectId: string | null
}

/** The catalog of a token: what is enabled, with the addresses of its holder; one that needs a project is left out without. */
export async function catalogOf(deps: IdentityDeps, origin: string, holder: Holder) {
  const services = (await wholeCatalog(deps, origin)).filter(({ enabled }) => enabled)
  return services.map(({ id, type, name, endpoints }) => ({
    id,
    type,
    name,
    endpoints: endpoints
      .filter(({ enabled }) => enabled)
      .flatMap(({ id, interface: face, region, region_id, url }) => {
        const address = addressFor(url, holder)
        return address === undefined ? [] : [{ id, interface: face, region, region_id, url: address }]
      }),
  }))
}

function addressFor(url: string, { userId, projectId }: Holder): string | undefined {
  const known: Readonly<Record<string, string | null>> = {
    project_id: projectId,
    tenant_id: projectId,
    user_id: userId,
  }
  let isWhole = true
  const address = url.replaceAll(/[$%]\(([^)]*)\)s/g, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : null
    isWhole &&= value != null
    return value ?? ''
  })
  return isWhole ? address : undefined
}
