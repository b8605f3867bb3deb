import { fullHostname, type MetadataInput } from './guest-metadata.ts'

/** EC2's `meta-data.json`, for guests that look there first. */
export function ec2Metadata(input: MetadataInput): object {
  const { guest } = input
  const hostname = fullHostname(input)
  const localIpv4 = guest.ports.flatMap(({ fixedIps }) => fixedIps).find(({ version }) => version === 4)?.address
  return {
    'ami-id': ec2Id('ami', Number.parseInt(guest.image?.id.slice(0, 8) ?? '0', 16)),
    'ami-launch-index': guest.launchIndex,
    'ami-manifest-path': 'FIXME', // the word that EC2 clients have always got from Nova
    'block-device-mapping': { ami: 'vda', root: '/dev/vda' },
    hostname,
    'instance-action': 'none',
    'instance-id': ec2Id('i', guest.seq),
    'instance-type': guest.flavor.name,
    'local-hostname': hostname,
    'local-ipv4': localIpv4 ?? '',
    placement: { 'availability-zone': guest.availabilityZone },
    'public-hostname': hostname,
    'public-ipv4': '',
    ...(guest.keyName !== null && guest.keyData !== null && { 'public-keys': { 0: { 'openssh-key': guest.keyData } } }),
    ...(guest.reservationId !== undefined && { 'reservation-id': guest.reservationId }),
    'security-groups': ['default'],
  }
}

const ec2Id = (kind: string, number: number): string => `${kind}-${number.toString(16).padStart(8, '0')}`
