import { expect } from 'vitest'
import { type Call, type Page, some } from './horizon.ts'
import { signIn } from './horizon-member-pages.ts'

const compute = '/compute/v2.1'
const identity = '/identity/v3'
const image = '/image/v2'
const network = '/network/v2.0'

const text = expect.any(String) as string
const number = expect.any(Number) as number
const list = expect.any(Array) as unknown[]

const computeQuotas = {
  metadata_items: 64,
  cores: 8,
  instances: 4,
  ram: 4096,
  key_pairs: 20,
  server_groups: 5,
  server_group_members: 6,
  injected_files: 5,
  injected_file_content_bytes: 10240,
  injected_file_path_bytes: 255,
}
const networkQuotas = {
  network: 5,
  subnet: 6,
  port: 50,
  router: 2,
  floatingip: 3,
  security_group: 4,
  security_group_rule: 40,
}
const numbers = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, number]))

const roles: Call = {
  call: `GET ${identity}/roles`,
  reads: { roles: some({ name: 'member' }, { name: 'reader' }, { name: 'admin' }) },
  keeps: { memberRole: 'roles.name=member.id', readerRole: 'roles.name=reader.id' },
}
const users: Call = {
  call: `GET ${identity}/users?domain_id=default`,
  reads: { users: some({ id: '{userId}', name: text, enabled: true, domain_id: 'default' }) },
}
const groups: Call = { call: `GET ${identity}/groups?domain_id=default`, reads: { groups: some({ id: '{group}' }) } }
const assignments: Call = {
  call: `GET ${identity}/role_assignments?scope.project.id={newProject}&include_subtree=True`,
  reads: { role_assignments: list },
}
/** Horizon asks placement at 1.6. */
const inPlacement = (call: string): Call => ({ call, headers: { 'openstack-api-version': 'placement 1.6' } })
const grantTo = (method: 'PUT' | 'DELETE', who: string, role: string): Call => ({
  call: `${method} ${identity}/projects/{newProject}/${who}/roles/${role}`,
  status: 204,
})

/** What the form of a project needs before it can be shown. */
const projectForm: readonly Call[] = [
  {
    call: `GET ${identity}/projects/{newProject}`,
    reads: { project: { id: '{newProject}', name: text, description: text, enabled: true, domain_id: 'default' } },
  },
  { call: `GET ${identity}/domains/default`, reads: { domain: { id: 'default', name: 'Default' } } },
  users,
  roles,
  assignments,
  groups,
]

/** What an administrator does in Horizon. Not here, because it is not built yet: migrating, evacuating. */
export const adminPages: readonly Page[] = [
  signIn,
  {
    page: 'A token for the domain, which whoever holds a role there gets',
    calls: [
      {
        call: `GET ${identity}/roles?name=admin`,
        reads: { roles: [{ name: 'admin' }] },
        keeps: { adminRole: 'roles.0.id' },
      },
      { call: `PUT ${identity}/domains/default/users/{userId}/roles/{adminRole}`, status: 204 },
      {
        call: `POST ${identity}/auth/tokens`,
        token: 'nobody',
        body: {
          auth: {
            identity: { methods: ['token'], token: { id: '{unscoped}' } },
            scope: { domain: { name: 'Default' } },
          },
        },
        status: 201,
        reads: { token: { domain: { id: 'default', name: 'Default' }, roles: some({ name: 'admin' }) } },
        keeps: { domainToken: 'token' },
      },
      {
        call: `GET ${identity}/domains`,
        token: 'domainToken',
        reads: { domains: some({ id: 'default', name: 'Default' }) },
      },
      { call: `GET ${identity}/users?domain_id=default`, token: 'domainToken', reads: { users: list } },
      { call: `GET ${identity}/projects?domain_id=default`, token: 'domainToken', reads: { projects: list } },
    ],
  },
  {
    page: 'Domains',
    calls: [
      {
        call: `GET ${identity}/domains`,
        reads: { domains: some({ id: 'default', enabled: true, description: text }) },
      },
      {
        call: `POST ${identity}/domains`,
        body: { domain: { name: 'horizon-{user}', description: '', enabled: true } },
        status: 201,
        reads: { domain: { name: 'horizon-{user}' } },
        keeps: { domain: 'domain.id' },
      },
      {
        call: `PATCH ${identity}/domains/{domain}`,
        body: { domain: { enabled: false } },
        reads: { domain: { enabled: false } },
      },
      { call: `DELETE ${identity}/domains/{domain}`, status: 204 },
    ],
  },
  {
    page: 'Groups: create, add a user, edit',
    calls: [
      { call: `GET ${identity}/groups`, reads: { groups: list } },
      {
        call: `POST ${identity}/groups`,
        body: { group: { domain_id: 'default', name: 'group-{user}', description: 'made in a form' } },
        status: 201,
        reads: { group: { domain_id: 'default', description: 'made in a form' } },
        keeps: { group: 'group.id' },
      },
      { call: `PUT ${identity}/groups/{group}/users/{userId}`, status: 204 },
      { call: `GET ${identity}/groups/{group}/users`, reads: { users: [{ id: '{userId}' }] } },
      {
        call: `PATCH ${identity}/groups/{group}`,
        body: { group: { description: 'edited' } },
        reads: { group: { description: 'edited' } },
      },
    ],
  },
  {
    page: 'Projects: create',
    calls: [
      { call: `GET ${identity}/projects`, reads: { projects: some({ id: '{project}', enabled: true }) } },
      roles,
      {
        call: `POST ${identity}/projects`,
        body: { project: { name: 'made-{user}', domain_id: 'default', description: '', enabled: true } },
        status: 201,
        reads: { project: { name: 'made-{user}', domain_id: 'default' } },
        keeps: { newProject: 'project.id' },
      },
      grantTo('PUT', 'users/{userId}', '{memberRole}'),
    ],
  },
  {
    page: 'Projects: edit, and its members and groups',
    calls: [
      ...projectForm,
      {
        call: `PATCH ${identity}/projects/{newProject}`,
        body: { project: { name: 'edited-{user}', description: 'edited', enabled: true } },
        reads: { project: { name: 'edited-{user}', description: 'edited' } },
      },
      {
        ...assignments,
        reads: {
          role_assignments: [
            { user: { id: '{userId}' }, role: { id: '{memberRole}' }, scope: { project: { id: '{newProject}' } } },
          ],
        },
      },
      grantTo('PUT', 'users/{userId}', '{readerRole}'),
      grantTo('DELETE', 'users/{userId}', '{memberRole}'),
      { call: `GET ${identity}/projects/{newProject}/groups/{group}/roles`, reads: { roles: [] } },
      grantTo('PUT', 'groups/{group}', '{memberRole}'),
      {
        call: `GET ${identity}/projects/{newProject}/groups/{group}/roles`,
        reads: { roles: [{ id: '{memberRole}', name: 'member' }] },
      },
      {
        ...assignments,
        reads: {
          role_assignments: some(
            { user: { id: '{userId}' }, role: { id: '{readerRole}' } },
            { group: { id: '{group}' }, role: { id: '{memberRole}' }, scope: { project: { id: '{newProject}' } } },
          ),
        },
      },
      grantTo('DELETE', 'groups/{group}', '{memberRole}'),
    ],
  },
  {
    page: 'Projects: modify quotas',
    calls: [
      { call: `GET ${compute}/os-quota-sets/{newProject}`, reads: { quota_set: numbers(computeQuotas) } },
      { call: `GET ${network}/extensions`, reads: { extensions: some({ alias: 'quotas' }) } },
      { call: `GET ${network}/quotas/{newProject}`, reads: { quota: numbers(networkQuotas) } },
      {
        call: `GET ${compute}/limits?reserved=1&tenant_id={newProject}`,
        reads: { limits: { absolute: { totalInstancesUsed: 0, totalCoresUsed: 0, totalRAMUsed: 0 } } },
      },
      {
        call: `GET ${network}/quotas/{newProject}/details`,
        reads: { quota: { network: { limit: number, used: 0, reserved: 0 }, security_group: { limit: number } } },
      },
      {
        call: `PUT ${compute}/os-quota-sets/{newProject}`,
        body: { quota_set: computeQuotas },
        reads: { quota_set: computeQuotas },
      },
      { call: `PUT ${network}/quotas/{newProject}`, body: { quota: networkQuotas }, reads: { quota: networkQuotas } },
      { call: `GET ${compute}/os-quota-sets/{newProject}`, reads: { quota_set: computeQuotas } },
      { call: `GET ${network}/quotas/{newProject}`, reads: { quota: networkQuotas } },
      { call: `DELETE ${network}/quotas/{newProject}`, status: 204 },
    ],
  },
  {
    page: 'Defaults',
    calls: [
      { call: `GET ${compute}/os-quota-sets/{project}/defaults`, reads: { quota_set: numbers(computeQuotas) } },
      { call: `GET ${network}/quotas/{project}/default`, reads: { quota: numbers(networkQuotas) } },
      {
        call: `PUT ${compute}/os-quota-class-sets/default`,
        body: { quota_class_set: { injected_files: 5 } },
        reads: { quota_class_set: { injected_files: 5 } },
      },
    ],
  },
  {
    page: 'Users and roles',
    calls: [
      { call: `GET ${identity}/users?name={user}`, reads: { users: [{ id: '{userId}' }] } },
      {
        call: `POST ${identity}/users`,
        body: {
          user: {
            name: 'made-{user}',
            password: 'a secret',
            email: 'a@b.test',
            enabled: true,
            domain_id: 'default',
            default_project_id: '{newProject}',
            description: 'made in a form',
          },
        },
        status: 201,
        reads: {
          user: {
            email: 'a@b.test',
            description: 'made in a form',
            default_project_id: '{newProject}',
            password_expires_at: null,
          },
        },
        keeps: { newUser: 'user.id' },
      },
      roles,
      grantTo('PUT', 'users/{newUser}', '{memberRole}'),
      { call: `GET ${identity}/users/{newUser}`, reads: { user: { name: 'made-{user}', enabled: true } } },
      { call: `GET ${identity}/users/{newUser}/groups`, reads: { groups: [] } },
      { call: `GET ${identity}/users/{userId}/groups`, reads: { groups: [{ id: '{group}' }] } },
      {
        call: `GET ${identity}/role_assignments?user.id={newUser}&include_names=True`,
        reads: { role_assignments: [{ role: { name: 'member' }, user: { name: 'made-{user}' } }] },
      },
      {
        call: `PATCH ${identity}/users/{newUser}`,
        body: { user: { email: 'c@d.test', default_project_id: '{newProject}' } },
        reads: { user: { email: 'c@d.test' } },
      },
      { call: `PATCH ${identity}/users/{newUser}`, body: { user: { password: 'another secret' } } },
      {
        call: `PATCH ${identity}/users/{newUser}`,
        body: { user: { enabled: false } },
        reads: { user: { enabled: false } },
      },
      { call: `DELETE ${identity}/users/{newUser}`, status: 204 },
      {
        call: `POST ${identity}/roles`,
        body: { role: { name: 'role-{user}' } },
        status: 201,
        keeps: { newRole: 'role.id' },
      },
      {
        call: `PATCH ${identity}/roles/{newRole}`,
        body: { role: { name: 'renamed-{user}' } },
        reads: { role: { name: 'renamed-{user}' } },
      },
      { call: `DELETE ${identity}/roles/{newRole}`, status: 204 },
    ],
  },
  {
    page: 'Flavors: create a private one, its access and its extra specs',
    calls: [
      {
        call: `GET ${compute}/flavors/detail?limit=21&sort_key=name&sort_dir=asc&is_public=None`,
        at: '2.61',
        reads: { flavors: list },
      },
      {
        call: `POST ${compute}/flavors`,
        at: '2.61',
        body: {
          flavor: {
            name: 'private-{user}',
            ram: 128,
            vcpus: 1,
            disk: 1,
            swap: 0,
            'OS-FLV-EXT-DATA:ephemeral': 0,
            'os-flavor-access:is_public': false,
          },
        },
        reads: { flavor: { 'os-flavor-access:is_public': false, extra_specs: {} } },
        keeps: { flavor: 'flavor.id' },
      },
      { call: `GET ${compute}/flavors/{flavor}/os-flavor-access`, reads: { flavor_access: [] } },
      {
        call: `POST ${compute}/flavors/{flavor}/action`,
        body: { addTenantAccess: { tenant: '{newProject}' } },
        reads: { flavor_access: [{ flavor_id: '{flavor}', tenant_id: '{newProject}' }] },
      },
      {
        call: `POST ${compute}/flavors/{flavor}/os-extra_specs`,
        body: { extra_specs: { 'hw:cpu_policy': 'shared' } },
        reads: { extra_specs: { 'hw:cpu_policy': 'shared' } },
      },
      { call: `GET ${compute}/flavors/{flavor}/os-extra_specs`, reads: { extra_specs: { 'hw:cpu_policy': 'shared' } } },
      { call: `DELETE ${compute}/flavors/{flavor}/os-extra_specs/hw:cpu_policy` },
      {
        call: `POST ${compute}/flavors/{flavor}/action`,
        body: { removeTenantAccess: { tenant: '{newProject}' } },
        reads: { flavor_access: [] },
      },
      { call: `DELETE ${compute}/flavors/{flavor}`, status: 202 },
    ],
  },
  {
    page: 'Host aggregates',
    calls: [
      { call: `GET ${compute}/os-aggregates`, reads: { aggregates: [] } },
      {
        call: `GET ${compute}/os-availability-zone/detail`,
        reads: {
          availabilityZoneInfo: some({
            zoneName: 'nova',
            zoneState: { available: true },
            hosts: { 'fake-1': { 'nova-compute': { available: true, active: true } } },
          }),
        },
      },
      {
        call: `GET ${compute}/os-services?binary=nova-compute`,
        at: '2.69',
        reads: { services: some({ host: 'fake-1', binary: 'nova-compute' }) },
      },
    ],
  },
  {
    page: 'Host aggregates: create one with a zone, rename it, delete it',
    calls: [
      {
        call: `POST ${compute}/os-aggregates`,
        body: { aggregate: { name: 'zoned', availability_zone: 'east' } },
        reads: { aggregate: { id: number, name: 'zoned', availability_zone: 'east', updated_at: null } },
        keeps: { zoned: 'aggregate.id' },
      },
      {
        call: `GET ${compute}/os-aggregates/{zoned}`,
        reads: { aggregate: { name: 'zoned', hosts: [], metadata: {} } },
      },
      {
        call: `PUT ${compute}/os-aggregates/{zoned}`,
        body: { aggregate: { name: 'zoned anew', availability_zone: 'west' } },
        reads: {
          aggregate: { name: 'zoned anew', availability_zone: 'west', metadata: { availability_zone: 'west' } },
        },
      },
      { call: `DELETE ${compute}/os-aggregates/{zoned}` },
      { call: `GET ${compute}/os-aggregates/{zoned}`, status: 404 },
    ],
  },
  {
    page: 'Host aggregates: its hosts and its metadata',
    calls: [
      {
        call: `POST ${compute}/os-aggregates`,
        body: { aggregate: { name: 'fast' } },
        reads: { aggregate: { availability_zone: null } },
        keeps: { fast: 'aggregate.id' },
      },
      {
        call: `POST ${compute}/os-aggregates/{fast}/action`,
        body: { add_host: { host: 'fake-1' } },
        reads: { aggregate: { hosts: ['fake-1'] } },
      },
      {
        call: `POST ${compute}/os-aggregates/{fast}/action`,
        body: { set_metadata: { metadata: { ssd: 'true', old: 'yes' } } },
        reads: { aggregate: { metadata: { ssd: 'true', old: 'yes' } } },
      },
      {
        call: `POST ${compute}/os-aggregates/{fast}/action`,
        body: { set_metadata: { metadata: { old: null } } },
        reads: { aggregate: { metadata: { ssd: 'true' } } },
      },
      {
        call: `GET ${compute}/os-aggregates`,
        reads: { aggregates: some({ name: 'fast', hosts: ['fake-1'], metadata: { ssd: 'true' } }) },
      },
      { call: `DELETE ${compute}/os-aggregates/{fast}`, status: 400 },
      {
        call: `POST ${compute}/os-aggregates/{fast}/action`,
        body: { remove_host: { host: 'fake-1' } },
        reads: { aggregate: { hosts: [] } },
      },
      { call: `DELETE ${compute}/os-aggregates/{fast}` },
    ],
  },
  {
    page: 'Hypervisors: list, a host, disable and enable it',
    calls: [
      {
        call: `GET ${compute}/os-hypervisors/detail`,
        reads: {
          hypervisors: some({
            hypervisor_hostname: 'fake-1',
            hypervisor_type: text,
            vcpus: number,
            vcpus_used: number,
            running_vms: number,
            memory_mb: number,
            memory_mb_used: number,
            local_gb: number,
            local_gb_used: number,
            state: 'up',
          }),
        },
      },
      {
        call: `GET ${compute}/os-hypervisors/statistics`,
        reads: {
          hypervisor_statistics: {
            count: number,
            vcpus: number,
            vcpus_used: number,
            memory_mb: number,
            local_gb: number,
          },
        },
      },
      {
        call: `GET ${compute}/os-hypervisors/fake-1/servers`,
        reads: { hypervisors: [{ hypervisor_hostname: 'fake-1' }] },
      },
      {
        call: `PUT ${compute}/os-services/disable-log-reason`,
        body: { host: 'fake-2', binary: 'nova-compute', disabled_reason: 'new disks' },
        reads: { service: { host: 'fake-2', status: 'disabled', disabled_reason: 'new disks' } },
      },
      {
        call: `PUT ${compute}/os-services/enable`,
        body: { host: 'fake-2', binary: 'nova-compute' },
        reads: { service: { status: 'enabled' } },
      },
    ],
  },
  {
    page: 'Hypervisors: what placement knows of them',
    calls: [
      {
        ...inPlacement('GET /placement/resource_providers'),
        reads: { resource_providers: some({ name: 'fake-1', uuid: text }) },
        keeps: { provider: 'resource_providers.name=fake-1.uuid' },
      },
      {
        ...inPlacement('GET /placement/resource_providers/{provider}/inventories'),
        reads: {
          inventories: {
            VCPU: { total: number, reserved: number, allocation_ratio: number },
            MEMORY_MB: { total: number, reserved: number, allocation_ratio: number },
            DISK_GB: { total: number, reserved: number, allocation_ratio: number },
          },
        },
      },
      {
        ...inPlacement('GET /placement/resource_providers/{provider}/usages'),
        reads: { usages: { VCPU: number, MEMORY_MB: number, DISK_GB: number } },
      },
      { ...inPlacement('GET /placement/resource_providers/{provider}/aggregates'), reads: { aggregates: list } },
      { ...inPlacement('GET /placement/resource_providers/{provider}/traits'), reads: { traits: list } },
    ],
  },
  {
    page: 'System information',
    calls: [
      {
        call: `GET ${compute}/os-services`,
        at: '2.69',
        reads: {
          services: some({
            id: text,
            binary: 'nova-compute',
            host: 'fake-1',
            zone: 'nova',
            status: 'enabled',
            state: 'up',
            updated_at: text,
          }),
        },
      },
      { call: `GET ${network}/extensions`, reads: { extensions: some({ alias: 'agent' }) } },
      { call: `GET ${network}/agents`, reads: { agents: list } },
    ],
  },
  {
    page: 'Instances, images and networks of all projects',
    calls: [
      {
        call: `GET ${compute}/servers/detail?all_tenants=True&limit=21&sort_dir=desc&sort_key=created_at`,
        at: '2.42',
        reads: { servers: list },
      },
      { call: `GET ${identity}/projects`, reads: { projects: some({ id: '{newProject}', name: 'edited-{user}' }) } },
      {
        call: `GET ${image}/images?limit=21&sort_key=created_at&sort_dir=desc`,
        reads: { images: some({ visibility: 'public' }) },
      },
      { call: `GET ${network}/networks`, reads: { networks: list } },
      {
        call: `GET ${compute}/os-simple-tenant-usage?start=2026-01-01T00:00:00&end=2026-01-02T23:59:59&detailed=1`,
        at: '2.40',
        reads: { tenant_usages: list },
      },
    ],
  },
  {
    page: 'Overview: usage of all projects, page by page, and that of one',
    calls: [
      {
        call: `GET ${compute}/os-simple-tenant-usage?start=2026-01-01T00:00:00&end=2100-01-02T23:59:59&detailed=1`,
        at: '2.40',
        reads: {
          tenant_usages: some({
            tenant_id: '{project}',
            total_hours: number,
            total_vcpus_usage: number,
            total_memory_mb_usage: number,
            total_local_gb_usage: number,
            start: text,
            stop: text,
            server_usages: some({
              instance_id: '{used}',
              name: text,
              state: 'active',
              flavor: text,
              hours: number,
              uptime: number,
              vcpus: number,
              memory_mb: number,
              local_gb: number,
              tenant_id: '{project}',
              started_at: text,
              ended_at: null,
            }),
          }),
        },
      },
      {
        call: `GET ${compute}/os-simple-tenant-usage?start=2026-01-01T00:00:00&end=2100-01-02T23:59:59&marker={used}&detailed=1`,
        at: '2.40',
        reads: { tenant_usages: list },
      },
      { call: `GET ${identity}/projects`, reads: { projects: some({ id: '{project}', name: text }) } },
      {
        call: `GET ${compute}/os-simple-tenant-usage/{project}?start=2026-01-01T00:00:00&end=2100-01-02T23:59:59`,
        at: '2.40',
        reads: { tenant_usage: { tenant_id: '{project}', server_usages: some({ instance_id: '{used}' }) } },
      },
      { call: `GET ${compute}/limits?reserved=1`, reads: { limits: { absolute: { maxTotalInstances: number } } } },
    ],
  },
  {
    page: 'Metadata definitions: import, list, use for images, edit, delete',
    calls: [
      {
        call: `POST ${image}/metadefs/namespaces`,
        body: {
          namespace: 'OS::Horizon::{user}',
          display_name: 'Made in a form',
          visibility: 'public',
          protected: false,
          resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'hw_' }],
          properties: { disk: { title: 'Bus', type: 'string', enum: ['virtio', 'sata'] } },
        },
        status: 201,
        reads: { namespace: 'OS::Horizon::{user}' },
      },
      {
        call: `GET ${image}/metadefs/namespaces?limit=21&sort_key=namespace&sort_dir=asc`,
        reads: {
          namespaces: some({
            namespace: 'OS::Horizon::{user}',
            visibility: 'public',
            protected: false,
            created_at: text,
            resource_type_associations: [{ name: 'OS::Glance::Image' }],
          }),
        },
      },
      {
        call: `GET ${image}/metadefs/namespaces?resource_types=OS%3A%3AGlance%3A%3AImage&limit=1000&sort_key=namespace&sort_dir=asc`,
        reads: { namespaces: some({ namespace: 'OS::Horizon::{user}' }) },
      },
      {
        call: `GET ${image}/metadefs/namespaces/OS::Horizon::{user}?resource_type=OS%3A%3AGlance%3A%3AImage`,
        reads: { properties: { hw_disk: { title: 'Bus', enum: ['virtio', 'sata'] } } },
      },
      { call: `GET ${image}/metadefs/resource_types`, reads: { resource_types: some({ name: 'OS::Glance::Image' }) } },
      {
        call: `GET ${image}/metadefs/namespaces/OS::Horizon::{user}/resource_types`,
        reads: { resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'hw_' }] },
      },
      {
        call: `POST ${image}/metadefs/namespaces/OS::Horizon::{user}/resource_types`,
        body: { name: 'OS::Nova::Flavor' },
        status: 201,
      },
      { call: `DELETE ${image}/metadefs/namespaces/OS::Horizon::{user}/resource_types/OS::Nova::Flavor`, status: 204 },
      {
        call: `PUT ${image}/metadefs/namespaces/OS::Horizon::{user}`,
        body: { namespace: 'OS::Horizon::{user}', visibility: 'private', protected: false },
        reads: { visibility: 'private' },
      },
      { call: `DELETE ${image}/metadefs/namespaces/OS::Horizon::{user}`, status: 204 },
    ],
  },
  {
    page: 'Delete the project and the group, and sign out',
    calls: [
      { call: `DELETE ${identity}/projects/{newProject}`, status: 204 },
      { call: `DELETE ${identity}/groups/{group}`, status: 204 },
      { call: `DELETE ${identity}/domains/default/users/{userId}/roles/{adminRole}`, status: 204 },
      { call: `DELETE ${identity}/auth/tokens`, headers: { 'x-subject-token': '{token}' }, status: 204 },
      { call: `GET ${identity}/projects`, status: 401, reads: { error: { code: 401 } } },
    ],
  },
]
