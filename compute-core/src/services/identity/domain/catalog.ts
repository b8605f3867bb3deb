import { createHash } from 'node:crypto'

/** A service that this cloud mounts, by its type in the catalog. */
export type ServiceType = 'identity' | 'compute' | 'image' | 'network' | 'placement' | 'volumev3'

export interface CatalogService {
  id: string
  type: ServiceType
  name: string
  endpoints: readonly CatalogEndpoint[]
}

export interface CatalogEndpoint {
  id: string
  interface: 'public' | 'internal' | 'admin'
  region: string
  region_id: string
  url: string
}

export const regionId = 'RegionOne'

const services = {
  identity: { name: 'keystone', path: '/identity' },
  compute: { name: 'nova', path: '/compute/v2.1' },
  image: { name: 'glance', path: '/image' },
  network: { name: 'neutron', path: '/network' },
  placement: { name: 'placement', path: '/placement' },
  volumev3: { name: 'cinder', path: '/volume/v3' },
} as const satisfies Record<ServiceType, { name: string; path: string }>

// The same in every process and after every start, without a table.
const stableId = (...parts: string[]): string => createHash('md5').update(parts.join(' ')).digest('hex')

/** The catalog of a cloud that is reached at `origin` and mounts the services of these types. */
export const catalogAt = (origin: string, mounted: readonly ServiceType[]): CatalogService[] =>
  mounted.map((type) => ({
    id: stableId('service', type),
    type,
    name: services[type].name,
    endpoints: (['public', 'internal', 'admin'] as const).map((face) => ({
      id: stableId('endpoint', type, face),
      interface: face,
      region: regionId,
      region_id: regionId,
      url: `${origin}${services[type].path}`,
    })),
  }))
