import { ec2Metadata } from './ec2-metadata.ts'
import { contentPath, guestMetadata, type MetadataInput } from './guest-metadata.ts'
import { ec2Versions, metadataVersions } from './metadata-versions.ts'
import { networkData } from './network-data.ts'

/** Every file of the config drive by its path there. */
export function configDriveFiles(input: MetadataInput): ReadonlyMap<string, Buffer> {
  const userData = input.guest.userData === null ? undefined : Buffer.from(input.guest.userData, 'base64')
  const files = new Map<string, Buffer>()
  for (const version of ec2Versions) {
    files.set(`ec2/${version}/meta-data.json`, json(ec2Metadata(input)))
    if (userData !== undefined) files.set(`ec2/${version}/user-data`, userData)
  }
  for (const [folder, version] of [...metadataVersions.map((version) => [version, version]), ['latest', newest]])
    for (const [name, content] of openstackFiles(input, version!, userData))
      files.set(`openstack/${folder}/${name}`, content)
  for (const [index, { contents }] of (input.guest.injectedFiles ?? []).entries())
    files.set(`openstack/${contentPath(index)}`, Buffer.from(contents, 'base64'))
  return files
}

const newest = metadataVersions.at(-1)!

function openstackFiles(input: MetadataInput, version: string, userData: Buffer | undefined): [string, Buffer][] {
  return [
    ['meta_data.json', json(guestMetadata(input, version))],
    ...(userData === undefined ? [] : ([['user_data', userData]] as [string, Buffer][])),
    ...since('2013-10-17', version, 'vendor_data.json', {}),
    ...since('2015-10-15', version, 'network_data.json', networkData(input.guest.ports)),
    ...since('2016-10-06', version, 'vendor_data2.json', { static: {} }),
  ]
}

const since = (first: string, version: string, name: string, content: object): [string, Buffer][] =>
  version >= first ? [[name, json(content)]] : []

const json = (content: object): Buffer => Buffer.from(JSON.stringify(content))
