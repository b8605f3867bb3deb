import { newId, type ImageId, type NetworkId, type PortId, type ServerId } from '#platform/ids'
import type { PortInfo } from '#domain/server/server'
import type { GuestCommand } from './command-contract.ts'

/** An command for a small guest without an image, new each time; `what` overrides what matters. For tests. */
export function aGuestCommand(what: Partial<GuestCommand> = {}): GuestCommand {
  return {
    serverId: newId<ServerId>(),
    seq: Math.ceil(Math.random() * 0x7fffffff),
    name: 'web-1',
    hostname: 'web-1',
    projectId: 'demo',
    userId: 'demo',
    createdAt: '2026-11-22T00:00:00Z',
    availabilityZone: 'nova',
    launchIndex: 0,
    flavor: {
      id: '1',
      name: 'm1.tiny',
      vcpus: 1,
      ramMb: 64,
      diskGb: 1,
      ephemeralGb: 0,
      swapMb: 0,
      extraSpecs: {},
    },
    image: null,
    ports: [],
    keyName: null,
    keyData: null,
    metadata: {},
    userData: null,
    sealedAdminPass: null,
    ...what,
  }
}

/** A port with one IPv4 address, new each time. For tests. */
export function aPort(what: Partial<PortInfo> = {}): PortInfo {
  return {
    portId: newId<PortId>(),
    networkId: newId<NetworkId>(),
    networkName: 'private',
    linkNo: 1,
    mac: 'fa:16:3e:00:00:05',
    mtu: 1500,
    fixedIps: [
      { address: '10.0.0.5', version: 4, subnetId: newId<NetworkId>(), cidr: '10.0.0.0/24', gateway: '10.0.0.1' },
    ],
    dnsNameservers: ['10.0.0.2'],
    madeForServer: true,
    ...what,
  }
}

/** The `image` of a command for `bytes` uploaded in `diskFormat`. For tests. */
export function anImage(
  bytes: { size: number; sha512: string; virtualSize?: number },
  diskFormat = 'raw',
): NonNullable<GuestCommand['image']> {
  return { id: newId<ImageId>(), diskFormat, virtualSize: null, ...bytes, properties: {} }
}
