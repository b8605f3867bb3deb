import { expect } from 'vitest'
import { type Call, type Page, some } from './horizon.ts'

const compute = '/compute/v2.1'
const identity = '/identity/v3'
const image = '/image/v2'
const network = '/network/v2.0'

const text = expect.any(String) as string
const number = expect.any(Number) as number
const list = expect.any(Array) as unknown[]

const password = (secret = '{password}') => ({
  methods: ['password'],
  password: { user: { name: '{user}', domain: { name: 'Default' }, password: secret } },
})
const byToken = { methods: ['token'], token: { id: '{unscoped}' } }

/** Any page asks first which microversions there are, and the SDK where the network API is. */
const discovery: readonly Call[] = [
  { call: `GET ${compute}/`, reads: { version: { id: 'v2.1', min_version: '2.1', version: text } } },
  { call: `GET ${compute}`, reads: { version: { id: 'v2.1' } } },
  { call: 'GET /network', reads: { versions: [{ id: 'v2.0', status: 'CURRENT' }] } },
]

/** The dashboard's form: one token without a scope, a try for one of the domain, and one for the first project that is enabled. */
export const signIn: Page = {
  page: 'Sign-in',
  calls: [
    {
      call: `GET ${identity}`,
      token: 'nobody',
      reads: { version: { id: expect.stringMatching(/^v3/), status: 'stable' } },
    },
    {
      call: `POST ${identity}/auth/tokens`,
      token: 'nobody',
      body: { auth: { identity: password('wrong') } },
      status: 401,
      reads: { error: { code: 401, message: text, title: 'Unauthorized' } },
    },
    {
      call: `POST ${identity}/auth/tokens`,
      token: 'nobody',
      body: { auth: { identity: password(), scope: 'unscoped' } },
      status: 201,
      reads: {
        token: {
          methods: ['password'],
          expires_at: text,
          issued_at: text,
          user: { name: '{user}', domain: { name: 'Default' } },
        },
      },
      keeps: { unscoped: 'token', userId: 'token.user.id' },
    },
    {
      call: `POST ${identity}/auth/tokens`,
      token: 'nobody',
      body: { auth: { identity: byToken, scope: { domain: { name: 'Default' } } } },
      status: 401,
      reads: { error: { code: 401, message: text } },
    },
    {
      call: `GET ${identity}/users/{userId}/projects`,
      token: 'unscoped',
      reads: { projects: [{ id: text, name: text, enabled: true, domain_id: 'default' }] },
      keeps: { project: 'projects.0.id' },
    },
    {
      call: `POST ${identity}/auth/tokens`,
      token: 'nobody',
      body: { auth: { identity: byToken, scope: { project: { id: '{project}' } } } },
      status: 201,
      reads: {
        token: {
          project: { id: '{project}', name: text, domain: { id: 'default' } },
          roles: some({ name: text }),
          catalog: some(
            ...['identity', 'compute', 'image', 'network'].map((type) => ({
              type,
              endpoints: some({ interface: 'public', region: text, region_id: text, url: text }),
            })),
          ),
        },
      },
      keeps: { token: 'token' },
    },
  ],
}

const quotas: readonly Call[] = [
  {
    call: `GET ${compute}/limits?reserved=1`,
    reads: {
      limits: {
        absolute: {
          maxTotalInstances: number,
          totalInstancesUsed: number,
          maxTotalCores: number,
          totalCoresUsed: number,
          maxTotalRAMSize: number,
          totalRAMUsed: number,
          maxTotalKeypairs: number,
          maxServerMeta: number,
        },
      },
    },
  },
  {
    call: `GET ${network}/extensions`,
    reads: { extensions: some(...['quotas', 'security-group'].map((alias) => ({ alias }))) },
  },
  {
    call: `GET ${network}/quotas/{project}/details`,
    reads: {
      quota: Object.fromEntries(
        ['network', 'subnet', 'port', 'router', 'floatingip', 'security_group', 'security_group_rule'].map((name) => [
          name,
          { limit: number, used: number, reserved: number },
        ]),
      ),
    },
  },
]

/** The project's networks, as three questions, each with all subnets after it. */
const networks: readonly Call[] = [
  { call: `GET ${network}/networks?shared=True`, reads: { networks: list } },
  { call: `GET ${network}/subnets`, reads: { subnets: list } },
  {
    call: `GET ${network}/networks?project_id={project}&shared=False`,
    reads: {
      networks: some({
        id: '{network}',
        subnets: ['{subnet}'],
        status: 'ACTIVE',
        'router:external': false,
        admin_state_up: true,
      }),
    },
  },
  { call: `GET ${network}/networks?router%3Aexternal=True`, reads: { networks: [] } },
]

const images: readonly Call[] = [
  {
    call: `GET ${image}/schemas/image`,
    reads: { name: 'image', properties: { disk_format: { enum: some('qcow2') } } },
  },
  {
    call: `GET ${image}/images?limit=1000&status=active&sort_key=created_at&sort_dir=desc`,
    reads: {
      images: some({ id: text, name: text, status: 'active', size: number, min_disk: number, min_ram: number }),
    },
    keeps: { image: 'images.name=kilonova-guest-1.id' },
  },
  {
    call: `GET ${image}/images?limit=1000&visibility=community&status=active&sort_key=created_at&sort_dir=desc`,
    reads: { images: [] },
  },
]

/** What the metadata tabs ask for things of `type`. */
const definitionsFor = (type: string, target = ''): Call => ({
  call: `GET ${image}/metadefs/namespaces?resource_types=${encodeURIComponent(type)}${target}&limit=1000&sort_key=namespace&sort_dir=asc`,
  reads: { namespaces: list },
})

const flavors: Call = {
  call: `GET ${compute}/flavors/detail?is_public=True`,
  at: '2.61',
  reads: {
    flavors: some({
      id: text,
      name: 'm1.nano',
      vcpus: number,
      ram: number,
      disk: number,
      'OS-FLV-EXT-DATA:ephemeral': 0,
    }),
  },
  // By their names: other tests make flavors that no host has room for.
  keeps: { flavor: 'flavors.name=m1\\.nano.id', largerFlavor: 'flavors.name=m1\\.micro.id' },
}

const server = (status = 'ACTIVE', more: object = {}): Call => ({
  call: `GET ${compute}/servers/{server}`,
  at: '2.67',
  until: status,
  reads: {
    server: {
      id: '{server}',
      name: text,
      tenant_id: '{project}',
      created: text,
      metadata: {},
      description: null,
      locked: false,
      'OS-EXT-AZ:availability_zone': text,
      'OS-EXT-STS:power_state': number,
      'OS-DCF:diskConfig': text,
      flavor: { original_name: text, vcpus: number, ram: number, disk: number },
      addresses: {},
      ...more,
    },
  },
})

const act = (body: object, at?: string): Call => ({
  call: `POST ${compute}/servers/{server}/action`,
  ...(at !== undefined && { at }),
  body,
  status: 202,
})

const instanceRows = (query: string): Call => ({
  call: `GET ${compute}/servers/detail?limit=21&${query}&${['created_at', 'display_name', 'uuid'].map((key) => `sort_dir=desc&sort_key=${key}`).join('&')}`,
  at: '2.42',
  reads: {
    servers: some({
      id: '{server}',
      status: 'ACTIVE',
      locked: false,
      flavor: { id: text },
      image: { id: '{image}' },
    }),
  },
})

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChJiWRtBmFtM0bMQuhwQ4KZRRJ0kIQoLHc3PqT5R horizon@test'

/** What a member of a project does in Horizon. Not here, because it is not built yet: volumes, routers, floating IPs, making security groups. */
export const memberPages: readonly Page[] = [
  signIn,
  {
    page: 'Networks: create with a subnet, edit, delete a port',
    calls: [
      ...discovery,
      {
        call: `POST ${network}/networks`,
        body: { network: { name: 'wizard', admin_state_up: true, shared: false, project_id: '{project}' } },
        status: 201,
        reads: { network: { name: 'wizard', project_id: '{project}', tenant_id: '{project}' } },
        keeps: { network: 'network.id' },
      },
      {
        call: `POST ${network}/subnets`,
        body: {
          subnet: {
            network_id: '{network}',
            name: 'wizard-subnet',
            cidr: '10.31.0.0/24',
            ip_version: 4,
            enable_dhcp: true,
            project_id: '{project}',
            dns_nameservers: ['10.31.0.2'],
          },
        },
        status: 201,
        reads: { subnet: { gateway_ip: '10.31.0.1', allocation_pools: [{ start: text, end: text }] } },
        keeps: { subnet: 'subnet.id' },
      },
      ...networks,
      {
        call: `GET ${network}/networks/{network}`,
        reads: {
          network: { subnets: ['{subnet}'], availability_zones: list, mtu: number, port_security_enabled: true },
        },
      },
      { call: `GET ${network}/subnets?network_id={network}`, reads: { subnets: [{ id: '{subnet}', ip_version: 4 }] } },
      {
        call: `PUT ${network}/subnets/{subnet}`,
        body: {
          subnet: { name: 'edited', enable_dhcp: true, gateway_ip: '10.31.0.1', dns_nameservers: [], host_routes: [] },
        },
        reads: { subnet: { name: 'edited', dns_nameservers: [], host_routes: [] } },
      },
      {
        call: `PUT ${network}/networks/{network}`,
        body: { network: { name: 'edited', admin_state_up: true } },
        reads: { network: { name: 'edited' } },
      },
      {
        call: `POST ${network}/ports`,
        body: {
          port: {
            network_id: '{network}',
            name: 'by hand',
            admin_state_up: true,
            project_id: '{project}',
            port_security_enabled: true,
            fixed_ips: [{ subnet_id: '{subnet}' }],
          },
        },
        status: 201,
        reads: {
          port: { mac_address: text, fixed_ips: [{ subnet_id: '{subnet}', ip_address: text }], device_owner: '' },
        },
        keeps: { port: 'port.id' },
      },
      {
        call: `GET ${network}/ports?network_id={network}`,
        reads: { ports: some({ id: '{port}', status: text }) },
      },
      {
        call: `PUT ${network}/ports/{port}`,
        body: { port: { name: 'edited', admin_state_up: true } },
        reads: { port: { name: 'edited' } },
      },
      { call: `DELETE ${network}/ports/{port}`, status: 204 },
    ],
  },
  {
    page: 'Network topology, routers, floating IPs and security groups, as far as they are read',
    calls: [
      { call: `GET ${network}/routers?project_id={project}`, reads: { routers: [] } },
      { call: `GET ${network}/floatingips?project_id={project}`, reads: { floatingips: [] } },
      {
        call: `GET ${network}/security-groups?project_id={project}`,
        reads: { security_groups: [{ name: 'default' }] },
        keeps: { group: 'security_groups.0.id' },
      },
      {
        call: `GET ${network}/security-groups/{group}`,
        reads: {
          security_group: {
            security_group_rules: some({ direction: 'ingress', ethertype: 'IPv4', security_group_id: '{group}' }),
          },
        },
      },
      {
        call: `GET ${network}/security-groups?id={group}&fields=id&fields=name`,
        reads: { security_groups: [{ id: '{group}', name: 'default' }] },
      },
    ],
  },
  {
    page: 'Overview',
    calls: [
      {
        call: `GET ${compute}/os-simple-tenant-usage/{project}?start=2026-01-01T00:00:00&end=2026-01-02T23:59:59`,
        at: '2.40',
        reads: { tenant_usage: {} },
      },
      ...quotas,
    ],
  },
  {
    page: 'Key pairs',
    calls: [
      {
        call: `POST ${compute}/os-keypairs`,
        at: '2.9',
        body: { keypair: { name: 'made', type: 'ssh' } },
        status: 201,
        reads: { keypair: { private_key: expect.stringContaining('PRIVATE KEY'), fingerprint: text } },
      },
      {
        call: `POST ${compute}/os-keypairs`,
        at: '2.9',
        body: { keypair: { name: 'brought', public_key: publicKey, type: 'ssh' } },
        status: 201,
        reads: { keypair: { name: 'brought', public_key: publicKey } },
      },
      {
        call: `GET ${compute}/os-keypairs`,
        at: '2.9',
        reads: { keypairs: some({ keypair: { name: 'made', type: 'ssh', fingerprint: text, public_key: text } }) },
      },
      {
        call: `GET ${compute}/os-keypairs/brought`,
        at: '2.10',
        reads: { keypair: { id: number, user_id: '{userId}', created_at: text } },
      },
      { call: `DELETE ${compute}/os-keypairs/brought`, at: '2.10', status: 204 },
    ],
  },
  {
    page: 'Server groups',
    calls: [
      {
        call: `POST ${compute}/os-server-groups`,
        at: '2.60',
        body: { server_group: { name: 'apart', policies: ['soft-anti-affinity'] } },
        reads: { server_group: { policies: ['soft-anti-affinity'] } },
        keeps: { serverGroup: 'server_group.id' },
      },
      {
        call: `GET ${compute}/os-server-groups`,
        reads: { server_groups: [{ id: '{serverGroup}', policies: ['soft-anti-affinity'], members: [] }] },
      },
      {
        call: `GET ${compute}/os-server-groups/{serverGroup}`,
        at: '2.60',
        reads: { server_group: { project_id: '{project}', user_id: '{userId}' } },
      },
    ],
  },
  {
    page: 'Launch instance',
    calls: [
      {
        call: `GET ${compute}/os-availability-zone`,
        reads: { availabilityZoneInfo: [{ zoneName: 'nova', zoneState: { available: true } }] },
      },
      flavors,
      {
        call: `GET ${compute}/os-keypairs`,
        at: '2.9',
        reads: { keypairs: some({ keypair: { name: 'made' } }) },
      },
      ...quotas,
      {
        call: `GET ${network}/security-groups?tenant_id={project}`,
        reads: { security_groups: [{ id: '{group}', name: 'default', description: text }] },
      },
      ...networks,
      { call: `GET ${network}/ports?network_id={network}&project_id={project}`, reads: { ports: list } },
      ...images,
      { call: `GET ${compute}/os-server-groups`, reads: { server_groups: [{ name: 'apart' }] } },
      definitionsFor('OS::Nova::Flavor'),
      definitionsFor('OS::Glance::Image'),
      definitionsFor('OS::Cinder::Volume'),
      definitionsFor('OS::Nova::Server'),
      definitionsFor('OS::Nova::Server', '&properties_target=scheduler_hints'),
      definitionsFor('OS::Nova::Server', '&properties_target=metadata'),
      // Horizon of 2022 speaks 2.60, that of 2026 speaks 2.67.
      ...['2.60', '2.67'].map((at): Call => ({
        call: `POST ${compute}/servers`,
        at,
        body: {
          server: {
            name: 'launched',
            imageRef: '{image}',
            flavorRef: '{flavor}',
            key_name: 'made',
            availability_zone: 'nova',
            min_count: 1,
            max_count: 1,
            'OS-DCF:diskConfig': 'AUTO',
            networks: [{ uuid: '{network}' }],
            security_groups: [{ name: '{group}' }],
          },
          ...(at === '2.67' && { 'os:scheduler_hints': { group: '{serverGroup}' } }),
        },
        status: 202,
        reads: { server: { id: text, adminPass: text, links: list } },
        keeps: { [at === '2.60' ? 'server' : 'secondServer']: 'server.id' },
      })),
      server('ACTIVE', {
        security_groups: [{ name: 'default' }],
        key_name: 'made',
        addresses: { edited: [{ version: 4, addr: text }] },
      }),
    ],
  },
  {
    page: 'Instances',
    calls: [
      instanceRows('project_id={project}'),
      { ...instanceRows('project_id={project}&name=launched'), reads: { servers: some({ id: '{server}' }) } },
      { ...instanceRows('project_id={project}&status=error'), reads: { servers: [] } },
      { call: `GET ${compute}/flavors/detail`, at: '2.61', reads: { flavors: list } },
      ...images,
      {
        call: `GET ${network}/ports?device_id={server}&device_id={secondServer}`,
        reads: {
          ports: some({ device_id: '{server}', device_owner: expect.stringMatching(/^compute:/), mac_address: text }),
        },
      },
      { call: `GET ${network}/networks?id={network}`, reads: { networks: [{ id: '{network}', name: 'edited' }] } },
    ],
  },
  {
    page: 'An instance',
    calls: [
      server(),
      { call: `GET ${compute}/servers/{server}/os-volume_attachments`, reads: { volumeAttachments: [] } },
      {
        call: `GET ${network}/ports?device_id={server}`,
        reads: { ports: [{ security_groups: ['{group}'], network_id: '{network}' }] },
        keeps: { port: 'ports.0.id' },
      },
      { call: `GET ${network}/security-groups?id={group}`, reads: { security_groups: [{ id: '{group}' }] } },
      {
        call: `GET ${compute}/servers/{server}/os-instance-actions`,
        reads: { instanceActions: [{ action: 'create', request_id: text, user_id: '{userId}', start_time: text }] },
      },
      {
        call: `POST ${compute}/servers/{server}/action`,
        body: { 'os-getConsoleOutput': { length: 35 } },
        reads: { output: text },
      },
      {
        call: `POST ${compute}/servers/{server}/action`,
        body: { 'os-getVNCConsole': { type: 'novnc' } },
        reads: { console: { url: text, type: 'novnc' } },
      },
      // The console tab tries one kind after the other: a kind that is not there is a refusal that novaclient knows.
      {
        call: `POST ${compute}/servers/{server}/action`,
        body: { 'os-getSPICEConsole': { type: 'spice-html5' } },
        status: 400,
        reads: { badRequest: { message: text, code: 400 } },
      },
      {
        call: `POST ${compute}/servers/{server}/action`,
        body: { 'os-getSerialConsole': { type: 'serial' } },
        reads: { console: { type: 'serial', url: text } },
      },
    ],
  },
  {
    page: 'The buttons of an instance',
    calls: [
      act({ pause: null }),
      server('PAUSED'),
      act({ unpause: null }),
      server(),
      act({ suspend: null }),
      server('SUSPENDED'),
      act({ resume: null }),
      server(),
      act({ lock: null }, '2.42'),
      server('ACTIVE', { locked: true }),
      act({ unlock: null }, '2.42'),
      act({ 'os-stop': null }),
      server('SHUTOFF'),
      act({ 'os-start': null }),
      server(),
      act({ reboot: { type: 'SOFT' } }),
      server(),
      act({ reboot: { type: 'HARD' } }),
      server(),
      { ...act({ rescue: {} }, '2.93'), status: 200, reads: { adminPass: text } },
      server('RESCUE'),
      act({ unrescue: null }),
      server(),
      act({ shelve: null }),
      server('SHELVED_OFFLOADED'),
      act({ unshelve: null }),
      server(),
      act({ createImage: { name: 'snapshot', metadata: {} } }),
      server(),
      act({ resize: { flavorRef: '{largerFlavor}', 'OS-DCF:diskConfig': 'AUTO' } }),
      server('VERIFY_RESIZE'),
      { ...act({ confirmResize: null }), status: 204 },
      server(),
      act({ rebuild: { imageRef: '{image}', 'OS-DCF:diskConfig': 'AUTO' } }, '2.67'),
      server(),
    ],
  },
  {
    page: 'Edit instance, its metadata, its security groups and its interfaces',
    calls: [
      {
        call: `PUT ${compute}/servers/{server}`,
        at: '2.67',
        body: { server: { name: 'renamed', description: null } },
        reads: { server: { name: 'renamed' } },
      },
      definitionsFor('OS::Nova::Server', '&properties_target=metadata'),
      {
        call: `POST ${compute}/servers/{server}/metadata`,
        body: { metadata: { role: 'web' } },
        reads: { metadata: { role: 'web' } },
      },
      { call: `DELETE ${compute}/servers/{server}/metadata/role`, status: 204 },
      {
        call: `PUT ${network}/ports/{port}`,
        body: { port: { security_groups: [] } },
        reads: { port: { security_groups: [] } },
      },
      {
        call: `PUT ${network}/ports/{port}`,
        body: { port: { security_groups: ['{group}'] } },
        reads: { port: { security_groups: ['{group}'] } },
      },
      {
        call: `POST ${compute}/servers/{server}/os-interface`,
        body: { interfaceAttachment: { net_id: '{network}' } },
        reads: { interfaceAttachment: { port_id: text } },
        keeps: { secondPort: 'interfaceAttachment.port_id' },
      },
      { call: `DELETE ${compute}/servers/{server}/os-interface/{secondPort}`, status: 202 },
      server(),
      { call: `DELETE ${compute}/servers/{server}`, status: 204 },
      { call: `DELETE ${compute}/servers/{secondServer}`, status: 204 },
    ],
  },
  {
    page: 'Images: create with an upload, list with filters, edit, metadata, deactivate, share, delete',
    calls: [
      { call: `GET ${image}/schemas/image`, reads: { properties: { disk_format: { enum: some('raw') } } } },
      {
        call: `POST ${image}/images`,
        body: {
          name: 'uploaded',
          disk_format: 'raw',
          container_format: 'bare',
          min_disk: 0,
          min_ram: 0,
          protected: false,
          visibility: 'private',
          description: 'from a browser',
        },
        status: 201,
        reads: {
          id: text,
          status: 'queued',
          visibility: 'private',
          description: 'from a browser',
          file: text,
          schema: text,
        },
        keeps: { upload: 'id' },
      },
      { call: `PUT ${image}/images/{upload}/file`, bytes: new Uint8Array(65_536), status: 204 },
      {
        call: `GET ${image}/images/{upload}`,
        reads: { status: 'active', size: 65_536, checksum: text, owner: '{project}', protected: false },
      },
      ...[
        'name=uploaded',
        'status=active&visibility=private',
        'disk_format=raw&owner={project}',
        'size_min=65536&size_max=65536&protected=false',
      ].map((filter): Call => ({
        call: `GET ${image}/images?${filter}&limit=1000&sort_key=created_at&sort_dir=desc`,
        reads: { images: some({ id: '{upload}' }) },
      })),
      {
        call: `PATCH ${image}/images/{upload}`,
        headers: { 'content-type': 'application/openstack-images-v2.1-json-patch' },
        body: [
          { op: 'replace', path: '/name', value: 'edited' },
          { op: 'replace', path: '/min_ram', value: 64 },
          { op: 'remove', path: '/description' },
          { op: 'add', path: '/hw_disk_bus', value: 'virtio' },
        ],
        reads: { name: 'edited', min_ram: 64, hw_disk_bus: 'virtio' },
      },
      definitionsFor('OS::Glance::Image'),
      { call: `POST ${image}/images/{upload}/actions/deactivate`, status: 204 },
      { call: `GET ${image}/images/{upload}`, reads: { status: 'deactivated' } },
      { call: `POST ${image}/images/{upload}/actions/reactivate`, status: 204 },
      {
        call: `PATCH ${image}/images/{upload}`,
        headers: { 'content-type': 'application/openstack-images-v2.1-json-patch' },
        body: [{ op: 'replace', path: '/visibility', value: 'shared' }],
        reads: { visibility: 'shared' },
      },
      {
        call: `POST ${image}/images/{upload}/members`,
        body: { member: '{otherProject}' },
        reads: { member_id: '{otherProject}', status: 'pending' },
      },
      { call: `GET ${image}/images/{upload}/members`, reads: { members: [{ member_id: '{otherProject}' }] } },
      { call: `DELETE ${image}/images/{upload}/members/{otherProject}`, status: 204 },
      { call: `DELETE ${image}/images/{upload}`, status: 204 },
      // The body that glanceclient takes a sentence out of.
      { call: `GET ${image}/images/{upload}`, status: 404, reads: expect.stringContaining('<html>') },
    ],
  },
  {
    page: 'Application credentials',
    calls: [
      { call: `GET ${identity}/users/{userId}/application_credentials`, reads: { application_credentials: [] } },
      {
        call: `POST ${identity}/users/{userId}/application_credentials`,
        body: {
          application_credential: {
            name: 'robot',
            description: 'for CI',
            secret: 'very secret',
            roles: [{ name: 'member' }],
            unrestricted: false,
            expires_at: '2099-01-01T00:00:00.000000',
          },
        },
        status: 201,
        reads: {
          application_credential: {
            name: 'robot',
            secret: 'very secret',
            project_id: '{project}',
            roles: [{ name: 'member' }],
            unrestricted: false,
          },
        },
        keeps: { credential: 'application_credential.id' },
      },
      {
        call: `GET ${identity}/users/{userId}/application_credentials/{credential}`,
        reads: { application_credential: { name: 'robot', expires_at: text } },
      },
      {
        call: `POST ${identity}/auth/tokens`,
        token: 'nobody',
        body: {
          auth: {
            identity: {
              methods: ['application_credential'],
              application_credential: { id: '{credential}', secret: 'very secret' },
            },
          },
        },
        status: 201,
        reads: {
          token: { methods: ['application_credential'], project: { id: '{project}' }, user: { id: '{userId}' } },
        },
      },
      { call: `DELETE ${identity}/users/{userId}/application_credentials/{credential}`, status: 204 },
    ],
  },
  {
    page: 'Change password, after which the token has ended',
    calls: [
      {
        call: `POST ${identity}/users/{userId}/password`,
        body: { user: { original_password: '{password}', password: 'another secret' } },
        status: 204,
      },
      {
        call: `GET ${compute}/servers/detail`,
        at: '2.42',
        status: 401,
        reads: { unauthorized: { code: 401, message: text } },
      },
      { call: `GET ${network}/networks`, status: 401, reads: { NeutronError: { type: text, message: text } } },
      { call: `GET ${identity}/users/{userId}/projects`, status: 401, reads: { error: { code: 401, message: text } } },
      // glanceclient asks each value of the body for its message.
      { call: `GET ${image}/images?limit=1000`, status: 401, reads: { error: { message: text } } },
    ],
  },
]
