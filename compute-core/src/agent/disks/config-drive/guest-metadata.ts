import { typeOfKey } from '#domain/key-pair/public-key'
import type { GuestCommand } from '../../commands/command-contract.ts'

/** What the metadata of a guest is made from; the same input gives the same files. */
export interface MetadataInput {
  guest: GuestCommand
  adminPass: string | undefined
  /** 512 random bytes. */
  randomSeed: Buffer
  /** Setting `dhcp_domain`; '' for a bare host name. */
  dhcpDomain: string
}

/** The guest's fully qualified host name. */
export const fullHostname = ({ guest, dhcpDomain }: MetadataInput): string =>
  dhcpDomain === '' ? guest.hostname : `${guest.hostname}.${dhcpDomain}`

/** `meta_data.json` as it stood at `version`; dates compare as text. */
export function guestMetadata(input: MetadataInput, version: string): object {
  const { guest, adminPass, randomSeed } = input
  return {
    uuid: guest.serverId,
    ...(Object.keys(guest.metadata).length > 0 && { meta: guest.metadata }),
    ...(adminPass !== undefined && { admin_pass: adminPass }),
    ...filesOf(guest),
    ...keysOf(guest),
    hostname: fullHostname(input),
    name: guest.name,
    launch_index: guest.launchIndex,
    availability_zone: guest.availabilityZone,
    ...(version >= '2013-04-04' && { random_seed: randomSeed.toString('base64') }),
    ...(version >= '2015-10-15' && { project_id: guest.projectId }),
    ...(version >= '2016-06-30' && { devices: [] }),
    ...(version >= '2020-10-14' && { dedicated_cpus: [] }),
  }
}

/** Where the content of the nth file of a guest lies, below `openstack/`. */
export const contentPath = (index: number): string => `content/${String(index).padStart(4, '0')}`

function filesOf({ injectedFiles = [] }: GuestCommand): object {
  if (injectedFiles.length === 0) return {}
  return { files: injectedFiles.map(({ path }, index) => ({ path, content_path: `/${contentPath(index)}` })) }
}

function keysOf({ keyName, keyData }: GuestCommand): object {
  if (keyName === null || keyData === null) return {}
  return { public_keys: { [keyName]: keyData }, keys: [{ name: keyName, type: typeOfKey(keyData), data: keyData }] }
}
