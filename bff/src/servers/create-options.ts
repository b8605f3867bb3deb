import type { CloudClient } from '../cloud/cloud-client.ts'
import type { ComputeFlavor, ComputeZone, NeutronNetwork, NeutronPort } from '../cloud/compute-answers.ts'
import { listImages } from '../images/image-names.ts'
import { listKeyPairs } from '../key-pairs/list-key-pairs.ts'
import { readQuota } from '../overview/quota.ts'
import { listServerGroups } from '../server-groups/list-server-groups.ts'
import { isAdmin, type Session } from '../session/session.ts'

/** All that the create form offers, fetched at once; what resize, rebuild, rescue and unshelve offer is part of it. */
export async function createOptions(cloud: CloudClient, session: Session) {
  const [images, flavors, keyPairs, networks, ports, zones, groups, quota] = await Promise.all([
    listImages(cloud),
    cloud.read<{ flavors: ComputeFlavor[] }>('compute', '/flavors/detail?limit=1000'),
    listKeyPairs(cloud),
    cloud.read<{ networks: NeutronNetwork[] }>('network', '/networks'),
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
      })),
    flavors: flavors.flavors
      .filter((flavor) => flavor['OS-FLV-DISABLED:disabled'] !== true)
      .map(({ id, name, vcpus, ram, disk }) => ({ id, name, vcpus, ramMb: ram, diskGb: disk }))
      .toSorted((a, b) => a.ramMb - b.ramMb || a.vcpus - b.vcpus),
    keyPairs,
    networks: networks.networks
      .filter((network) => network['router:external'] !== true)
      .map(({ id, name, shared }) => ({ id, name: name || id, shared })),
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

async function freePorts(cloud: CloudClient, session: Session): Promise<NeutronPort[]> {
  const path = `/ports?project_id=${session.project?.id ?? ''}`
  const { ports } = await cloud.read<{ ports: NeutronPort[] }>('network', path)
  return ports.filter(({ device_id }) => device_id === '')
}

async function availabilityZones(cloud: CloudClient, session: Session): Promise<ComputeZone[]> {
  const path = isAdmin(session) ? '/os-availability-zone/detail' : '/os-availability-zone'
  return (await cloud.read<{ availabilityZoneInfo: ComputeZone[] }>('compute', path)).availabilityZoneInfo
}

/** What nobody has to choose must not take the form down with it. */
const orNone = <Thing>(things: Promise<Thing[]>): Promise<Thing[]> => things.catch(() => [])

const computeHosts = ({ hosts }: ComputeZone): string[] =>
  Object.entries(hosts ?? {}).flatMap(([name, services]) => ('nova-compute' in services ? [name] : []))
