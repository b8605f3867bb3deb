import { forbidden } from '#platform/errors'
import type { Caller } from '#platform/http/caller'

/** Who passes a check: a role in the target's own project, an administrator anywhere, the user whose thing it is. */
export type Check = 'admin' | 'manager' | 'member' | 'reader' | 'service' | 'own-user' | 'anyone' | 'nobody'

/** Whose thing a rule is asked about. */
export interface Target {
  projectId: string | null
  userId?: string
}

/** Nova's rules for what is built here, with the roles that they have by default (reference/policies.csv). */
export const defaultRules = {
  'compute:server:topology:host:index': 'admin',
  'compute:server:topology:index': 'reader',
  'compute:servers:create:requested_destination': 'admin',
  'os_compute_api:extensions': 'anyone',
  'os_compute_api:ips:index': 'reader',
  'os_compute_api:ips:show': 'reader',
  'os_compute_api:limits': 'anyone',
  'os_compute_api:limits:other_project': 'admin',
  'os_compute_api:os-admin-actions:inject_network_info': 'admin',
  'os_compute_api:os-admin-actions:reset_state': 'admin',
  'os_compute_api:os-admin-password': 'member',
  'os_compute_api:os-attach-interfaces:create': 'member',
  'os_compute_api:os-attach-interfaces:delete': 'member',
  'os_compute_api:os-attach-interfaces:list': 'reader',
  'os_compute_api:os-attach-interfaces:show': 'reader',
  'os_compute_api:os-availability-zone:detail': 'admin',
  'os_compute_api:os-availability-zone:list': 'anyone',
  'os_compute_api:os-baremetal-nodes:list': 'admin',
  'os_compute_api:os-baremetal-nodes:show': 'admin',
  'os_compute_api:os-console-auth-tokens': 'admin',
  'os_compute_api:os-console-output': 'member',
  'os_compute_api:os-create-backup': 'member',
  'os_compute_api:os-deferred-delete:force': 'member',
  'os_compute_api:os-deferred-delete:restore': 'member',
  'os_compute_api:os-extended-server-attributes': 'admin',
  'os_compute_api:os-flavor-access': 'admin',
  'os_compute_api:os-flavor-access:add_tenant_access': 'admin',
  'os_compute_api:os-flavor-access:remove_tenant_access': 'admin',
  'os_compute_api:os-flavor-extra-specs:create': 'admin',
  'os_compute_api:os-flavor-extra-specs:delete': 'admin',
  'os_compute_api:os-flavor-extra-specs:index': 'reader',
  'os_compute_api:os-flavor-extra-specs:show': 'reader',
  'os_compute_api:os-flavor-extra-specs:update': 'admin',
  'os_compute_api:os-flavor-manage:create': 'admin',
  'os_compute_api:os-flavor-manage:delete': 'admin',
  'os_compute_api:os-flavor-manage:update': 'admin',
  'os_compute_api:os-floating-ip-pools': 'anyone',
  'os_compute_api:os-floating-ips:add': 'member',
  'os_compute_api:os-floating-ips:create': 'member',
  'os_compute_api:os-floating-ips:delete': 'member',
  'os_compute_api:os-floating-ips:list': 'reader',
  'os_compute_api:os-floating-ips:remove': 'member',
  'os_compute_api:os-floating-ips:show': 'reader',
  'os_compute_api:os-hosts:list': 'admin',
  'os_compute_api:os-hosts:reboot': 'admin',
  'os_compute_api:os-hosts:show': 'admin',
  'os_compute_api:os-hosts:shutdown': 'admin',
  'os_compute_api:os-hosts:start': 'admin',
  'os_compute_api:os-hosts:update': 'admin',
  'os_compute_api:os-hypervisors:list': 'admin',
  'os_compute_api:os-hypervisors:list-detail': 'admin',
  'os_compute_api:os-hypervisors:search': 'admin',
  'os_compute_api:os-hypervisors:servers': 'admin',
  'os_compute_api:os-hypervisors:show': 'admin',
  'os_compute_api:os-hypervisors:statistics': 'admin',
  'os_compute_api:os-hypervisors:uptime': 'admin',
  'os_compute_api:os-instance-actions:events': 'admin',
  'os_compute_api:os-instance-actions:events:details': 'admin',
  'os_compute_api:os-instance-actions:list': 'reader',
  'os_compute_api:os-instance-actions:show': 'reader',
  'os_compute_api:os-instance-usage-audit-log:list': 'admin',
  'os_compute_api:os-instance-usage-audit-log:show': 'admin',
  'os_compute_api:os-keypairs:create': 'own-user',
  'os_compute_api:os-keypairs:delete': 'own-user',
  'os_compute_api:os-keypairs:index': 'own-user',
  'os_compute_api:os-keypairs:show': 'own-user',
  'os_compute_api:os-lock-server:lock': 'member',
  'os_compute_api:os-lock-server:unlock': 'member',
  'os_compute_api:os-lock-server:unlock:unlock_override': 'admin',
  'os_compute_api:os-migrations:index': 'manager',
  'os_compute_api:os-migrations:index:all_projects': 'admin',
  'os_compute_api:os-migrations:index:host': 'admin',
  'os_compute_api:os-networks:list': 'reader',
  'os_compute_api:os-networks:show': 'reader',
  'os_compute_api:os-pause-server:pause': 'member',
  'os_compute_api:os-pause-server:unpause': 'member',
  'os_compute_api:os-quota-class-sets:show': 'admin',
  'os_compute_api:os-quota-class-sets:update': 'admin',
  'os_compute_api:os-quota-sets:defaults': 'anyone',
  'os_compute_api:os-quota-sets:delete': 'admin',
  'os_compute_api:os-quota-sets:detail': 'reader',
  'os_compute_api:os-quota-sets:show': 'reader',
  'os_compute_api:os-quota-sets:update': 'admin',
  'os_compute_api:os-remote-consoles': 'member',
  'os_compute_api:os-rescue': 'member',
  'os_compute_api:os-security-groups:add': 'member',
  'os_compute_api:os-security-groups:get': 'reader',
  'os_compute_api:os-security-groups:list': 'reader',
  'os_compute_api:os-security-groups:remove': 'member',
  'os_compute_api:os-security-groups:show': 'reader',
  'os_compute_api:os-server-diagnostics': 'admin',
  'os_compute_api:os-server-external-events:create': 'service',
  'os_compute_api:os-server-groups:create': 'member',
  'os_compute_api:os-server-groups:delete': 'member',
  'os_compute_api:os-server-groups:index': 'reader',
  'os_compute_api:os-server-groups:index:all_projects': 'admin',
  'os_compute_api:os-server-groups:show': 'reader',
  'os_compute_api:os-server-password:clear': 'member',
  'os_compute_api:os-server-password:show': 'reader',
  'os_compute_api:os-server-tags:delete': 'member',
  'os_compute_api:os-server-tags:delete_all': 'member',
  'os_compute_api:os-server-tags:index': 'reader',
  'os_compute_api:os-server-tags:show': 'reader',
  'os_compute_api:os-server-tags:update': 'member',
  'os_compute_api:os-server-tags:update_all': 'member',
  'os_compute_api:os-services:delete': 'admin',
  'os_compute_api:os-services:list': 'admin',
  'os_compute_api:os-services:update': 'admin',
  'os_compute_api:os-shelve:shelve': 'member',
  'os_compute_api:os-shelve:shelve_offload': 'admin',
  'os_compute_api:os-shelve:unshelve': 'member',
  'os_compute_api:os-shelve:unshelve_to_host': 'admin',
  'os_compute_api:os-simple-tenant-usage:list': 'admin',
  'os_compute_api:os-simple-tenant-usage:show': 'reader',
  'os_compute_api:os-suspend-server:resume': 'member',
  'os_compute_api:os-suspend-server:suspend': 'member',
  'os_compute_api:os-tenant-networks:list': 'reader',
  'os_compute_api:os-tenant-networks:show': 'reader',
  'os_compute_api:os-unrescue': 'member',
  'os_compute_api:os-volumes-attachments:index': 'reader',
  'os_compute_api:os-volumes-attachments:show': 'reader',
  'os_compute_api:server-metadata:create': 'member',
  'os_compute_api:server-metadata:delete': 'member',
  'os_compute_api:server-metadata:index': 'reader',
  'os_compute_api:server-metadata:show': 'reader',
  'os_compute_api:server-metadata:update': 'member',
  'os_compute_api:server-metadata:update_all': 'member',
  'os_compute_api:servers:allow_all_filters': 'admin',
  'os_compute_api:servers:confirm_resize': 'member',
  'os_compute_api:servers:create': 'member',
  'os_compute_api:servers:create:attach_network': 'member',
  'os_compute_api:servers:create:attach_volume': 'member',
  'os_compute_api:servers:create:forced_host': 'admin',
  'os_compute_api:servers:create:trusted_certs': 'member',
  'os_compute_api:servers:create:zero_disk_flavor': 'admin',
  'os_compute_api:servers:create_image': 'member',
  'os_compute_api:servers:delete': 'member',
  'os_compute_api:servers:detail': 'reader',
  'os_compute_api:servers:detail:get_all_tenants': 'admin',
  'os_compute_api:servers:index': 'reader',
  'os_compute_api:servers:index:get_all_tenants': 'admin',
  'os_compute_api:servers:migrations:delete': 'manager',
  'os_compute_api:servers:migrations:force_complete': 'manager',
  'os_compute_api:servers:migrations:index': 'manager',
  'os_compute_api:servers:migrations:index:host': 'admin',
  'os_compute_api:servers:migrations:show': 'admin',
  'os_compute_api:servers:reboot': 'member',
  'os_compute_api:servers:rebuild': 'member',
  'os_compute_api:servers:rebuild:trusted_certs': 'member',
  'os_compute_api:servers:resize': 'member',
  'os_compute_api:servers:revert_resize': 'member',
  'os_compute_api:servers:show': 'reader',
  'os_compute_api:servers:show:flavor-extra-specs': 'reader',
  'os_compute_api:servers:show:host_status': 'admin',
  'os_compute_api:servers:show:host_status:unknown-only': 'admin',
  'os_compute_api:servers:start': 'member',
  'os_compute_api:servers:stop': 'member',
  'os_compute_api:servers:trigger_crash_dump': 'member',
  'os_compute_api:servers:update': 'member',
} as const satisfies Record<string, Check>

export type Rule = keyof typeof defaultRules
export type Policy = Readonly<Record<Rule, Check>>

/** The rules with those that an operator has changed. */
export const policyWith = (changed: Partial<Record<Rule, Check>>): Policy => ({ ...defaultRules, ...changed })

/** Whether `caller` may do what `rule` stands for to something of `target`. */
export function allows(policy: Policy, rule: Rule, caller: Caller, target: Target): boolean {
  const check = policy[rule]
  switch (check) {
    case 'anyone':
      return true
    case 'nobody':
      return false
    case 'admin':
      return caller.isAdmin
    case 'service':
      return caller.isAdmin || caller.roles.includes('service')
    case 'own-user':
      return caller.isAdmin || caller.userId === target.userId
    default:
      return caller.isAdmin || (isOwnProject(caller, target) && caller.roles.includes(check))
  }
}

const isOwnProject = (caller: Caller, target: Target) =>
  caller.projectId !== null && caller.projectId === target.projectId

/** Refuses what the rule does not allow. */
export function assertAllowed(policy: Policy, rule: Rule, caller: Caller, target: Target): void {
  if (!allows(policy, rule, caller, target))
    throw forbidden(`The rule ${rule} does not allow this to you. ${cureFor(policy[rule])}`)
}

function cureFor(check: Check): string {
  if (check === 'own-user') return 'Ask its owner or an administrator.'
  if (check === 'nobody') return 'Nobody may.'
  return `It takes the role ${check}${check === 'admin' || check === 'service' ? '' : ' in the project'}.`
}
