import type { CloudClient } from '../cloud/cloud-client.ts'
import type { AvailabilityZoneView } from '@kilonova/compute-core/api/availability-zones/availability-zone-schema'
import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import type { PortView } from '@kilonova/compute-core/services/network/api/port-view'
import type { SubnetView } from '@kilonova/compute-core/services/network/api/subnet-view'
import { listImages } from '../resources/list-images.ts'
import { listKeyPairs } from './list-key-pairs.ts'
import { nextOf, readPages } from '../resources/read-pages.ts'
import { readQuota } from '../resources/read-quota.ts'
import { listServerGroups } from './list-server-groups.ts'
import { isAdmin, type Session } from '../request/session.ts'

interface FlavorList {
  flavors: FlavorView[]
  flavors_links?: { rel: string; href: string }[]
}

/** All choices of the create form in one response; the forms of resize, rebuild, rescue and unshelve use parts of it. */
export async function createOptions(cloud: CloudClient, session: Session) {
  const [images, flavors, keyPairs, networks, subnets, ports, zones, groups, quota] = await Promise.all([
    listImages(cloud),
    readPages(cloud, 'compute', '/flavors/detail', ({ flavors, flavors_links }: FlavorList) => ({
      items: flavors,
      next: nextOf(flavors_links),
    })),
    listKeyPairs(cloud),
    cloud.read<{ networks: NetworkView[] }>('network', '/networks?kilonova:own=true'),
    orNone(cloud.read<{ subnets: SubnetView[] }>('network', '/subnets?kilonova:own=true').then((list) => list.subnets)),
    orNone(freePorts(cloud, session)),
    orNone(availabilityZones(cloud, session)),
    orNone(listServerGroups(cloud)),
    readQuota(cloud),
  ])
  const networkNames = new Map(networks.networks.map(({ id, name }) => [id, name || id]))
  return {
    images: images
      .filter((image) => image.status === 'active')
      .map((image) => ({
        id: image.id,
        name: image.name ?? image.id,
        minDiskGb: image.min_disk,
        minRamMb: image.min_ram,
        visibility: image.visibility,
        sizeBytes: image.size,
        isMine: image.owner === session.project.id,
        /** What a server's disk was copied to, by a person or by a backup. */
        isSnapshot: ['snapshot', 'backup'].includes(String(image['image_type'] ?? '')),
        distribution: image['os_distro'] === undefined ? null : String(image['os_distro']),
        createdAt: image.created_at,
      })),
    flavors: flavors
      .map(({ id, name, vcpus, ram, disk, swap, description, extra_specs, ...flavor }) => ({
        id,
        name,
        vcpus,
        ramMb: ram,
        diskGb: disk,
        swapMb: swap,
        ephemeralGb: flavor['OS-FLV-EXT-DATA:ephemeral'],
        description,
        extraSpecs: extra_specs ?? {},
      }))
      .toSorted((a, b) => a.ramMb - b.ramMb || a.vcpus - b.vcpus || a.diskGb - b.diskGb),
    keyPairs,
    networks: networks.networks
      .filter((network) => !network['router:external'])
      .map(({ id, name, shared }) => ({
        id,
        name: name || id,
        shared,
        cidrs: subnets.filter(({ network_id }) => network_id === id).map(({ cidr }) => cidr),
      })),
    ports: ports.map((port) => ({
      id: port.id,
      name: port.name || port.id,
      network: networkNames.get(port.network_id) ?? port.network_id,
      addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
    })),
    zones: zones
      .filter(({ zoneName, zoneState }) => zoneState.available && zoneName !== 'internal')
      .map(({ zoneName }) => zoneName),
    /** Only administrators see hosts. */
    hosts: zones.flatMap(computeHosts).toSorted(),
    groups,
    quota,
  }
}

async function freePorts(cloud: CloudClient, session: Session): Promise<PortView[]> {
  const path = `/ports?project_id=${session.project.id}&device_id=`
  return (await cloud.read<{ ports: PortView[] }>('network', path)).ports
}

async function availabilityZones(cloud: CloudClient, session: Session): Promise<AvailabilityZoneView[]> {
  const path = isAdmin(session) ? '/os-availability-zone/detail' : '/os-availability-zone'
  return (await cloud.read<{ availabilityZoneInfo: AvailabilityZoneView[] }>('compute', path)).availabilityZoneInfo
}

/** An optional choice that cannot be read must not make the whole form fail. */
const orNone = <Choice>(choices: Promise<Choice[]>): Promise<Choice[]> => choices.catch(() => [])

const computeHosts = ({ hosts }: AvailabilityZoneView): string[] =>
  Object.entries(hosts ?? {}).flatMap(([name, services]) => ('nova-compute' in services ? [name] : []))
