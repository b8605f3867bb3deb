import { expect, test } from 'vitest'
import { aGuestCommand, aPort } from '../../commands/a-guest-command.ts'
import type { GuestCommand } from '../../commands/command-contract.ts'
import { configDriveFiles } from './config-drive-files.ts'

const randomSeed = Buffer.alloc(512, 7)

function drive(what: Partial<GuestCommand> = {}, adminPass?: string) {
  const files = configDriveFiles({ guest: aGuestCommand(what), adminPass, randomSeed, dhcpDomain: 'novalocal' })
  return { files, read: (path: string) => JSON.parse(String(files.get(path))) as Record<string, unknown> }
}

test('the newest metadata tells who the guest is', () => {
  const guest = aGuestCommand({ name: 'My web', hostname: 'my-web', metadata: { role: 'web' }, launchIndex: 2 })
  expect(drive(guest).read('openstack/latest/meta_data.json')).toEqual({
    uuid: guest.serverId,
    meta: { role: 'web' },
    hostname: 'my-web.novalocal',
    name: 'My web',
    launch_index: 2,
    availability_zone: 'nova',
    random_seed: randomSeed.toString('base64'),
    project_id: 'demo',
    devices: [],
    dedicated_cpus: [],
  })
})

test('the oldest metadata has only what there was then', () => {
  expect(Object.keys(drive().read('openstack/2012-08-10/meta_data.json'))).toEqual([
    'uuid',
    'hostname',
    'name',
    'launch_index',
    'availability_zone',
  ])
})

test('every version has its files, and latest has all', () => {
  const paths = [...drive({ userData: 'IyE=' }).files.keys()]
  const of = (version: string) => paths.flatMap((path) => path.split(`openstack/${version}/`)[1] ?? [])
  expect(of('2012-08-10')).toEqual(['meta_data.json', 'user_data'])
  expect(of('2013-10-17')).toEqual(['meta_data.json', 'user_data', 'vendor_data.json'])
  expect(of('2015-10-15')).toEqual(['meta_data.json', 'user_data', 'vendor_data.json', 'network_data.json'])
  expect(of('latest')).toEqual([
    'meta_data.json',
    'user_data',
    'vendor_data.json',
    'network_data.json',
    'vendor_data2.json',
  ])
})

test('the key is there in the old and in the new form', () => {
  const { read } = drive({ keyName: 'laptop', keyData: 'ssh-ed25519 AAAA me' })
  expect(read('openstack/latest/meta_data.json')).toMatchObject({
    public_keys: { laptop: 'ssh-ed25519 AAAA me' },
    keys: [{ name: 'laptop', type: 'ssh', data: 'ssh-ed25519 AAAA me' }],
  })
  expect(read('ec2/latest/meta-data.json')).toMatchObject({
    'public-keys': { 0: { 'openssh-key': 'ssh-ed25519 AAAA me' } },
  })
})

test('user data is byte for byte what was given, and absent when nothing was', () => {
  const bytes = Buffer.from([0x1f, 0x8b, 0x00, 0xff])
  const { files } = drive({ userData: bytes.toString('base64') })
  expect(files.get('openstack/latest/user_data')).toEqual(bytes)
  expect(files.get('ec2/2009-04-04/user-data')).toEqual(bytes)
  expect([...drive().files.keys()].filter((path) => /user.data/.test(path))).toEqual([])
})

test('the administrator password is only there when there is one', () => {
  expect(drive({}, 's3cret').read('openstack/latest/meta_data.json')).toMatchObject({ admin_pass: 's3cret' })
  expect(drive().read('openstack/latest/meta_data.json')).not.toHaveProperty('admin_pass')
})

test('the network data tells of every link that it leads to DHCP', () => {
  const port = aPort()
  const six = { ...port.fixedIps[0]!, address: 'fd00::5', version: 6 as const }
  const both = aPort({ fixedIps: [...port.fixedIps, six] })
  const data = drive({ ports: [port, aPort({ fixedIps: [] }), both] }).read('openstack/latest/network_data.json')
  const [first, second] = [port, both].map(({ portId }) => `tap${portId.slice(0, 11)}`)
  expect(data).toEqual({
    links: [port, both].map(({ portId }) => ({
      id: `tap${portId.slice(0, 11)}`,
      vif_id: portId,
      type: 'bridge',
      mtu: null,
      ethernet_mac_address: 'fa:16:3e:00:00:05',
    })),
    networks: [
      { id: 'network0', type: 'ipv4_dhcp', link: first, network_id: port.networkId },
      { id: 'network1', type: 'ipv4_dhcp', link: second, network_id: both.networkId },
      { id: 'network2', type: 'ipv6_dhcp', link: second, network_id: both.networkId },
    ],
    services: [{ type: 'dns', address: '10.0.0.2' }],
  })
})

test('EC2 clients find ids, address and zone', () => {
  const { read } = drive({ seq: 26, ports: [aPort()], reservationId: 'r-abcdefgh' })
  expect(read('ec2/2009-04-04/meta-data.json')).toMatchObject({
    'instance-id': 'i-0000001a',
    'local-ipv4': '10.0.0.5',
    'reservation-id': 'r-abcdefgh',
    placement: { 'availability-zone': 'nova' },
  })
})

test('files for the guest lie beside its metadata, which says where they belong', () => {
  const injectedFiles = [
    { path: '/etc/banner.txt', contents: Buffer.from('hello').toString('base64') },
    { path: '/etc/motd', contents: '' },
  ]
  const { files, read } = drive({ injectedFiles })
  expect(read('openstack/latest/meta_data.json')).toMatchObject({
    files: [
      { path: '/etc/banner.txt', content_path: '/content/0000' },
      { path: '/etc/motd', content_path: '/content/0001' },
    ],
  })
  expect(String(files.get('openstack/content/0000'))).toBe('hello')
  expect(files.get('openstack/content/0001')).toHaveLength(0)
})

test('a certificate is a key of type x509', () => {
  const keyData = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
  expect(drive({ keyName: 'windows', keyData }).read('openstack/latest/meta_data.json')).toMatchObject({
    public_keys: { windows: keyData },
    keys: [{ name: 'windows', type: 'x509', data: keyData }],
  })
})
