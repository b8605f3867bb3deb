/**
 * Neutron's rules for what is built here, with their default checks in oslo.policy's language (test/reference/network-policies.csv). A
 * rule for an attribute, `create_network:shared`, is asked when a body sets it, and `get_port:binding:host_id` when it would be shown.
 */
export const networkRules = {
  context_is_admin: 'role:admin',
  service_api: 'role:service',
  context_is_advsvc: 'role:advsvc',
  network_owner: 'project_id:%(network:project_id)s',
  admin_only: 'rule:context_is_admin',
  shared: 'field:networks:shared=True',
  sg_owner: 'project_id:%(security_group:project_id)s',
  get_availability_zone: 'role:reader',
  get_floatingip: '(rule:admin_only) or (role:reader and project_id:%(project_id)s)',
  external: 'field:networks:router:external=True',
  create_network: '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  'create_network:shared': 'rule:admin_only',
  'create_network:router:external': 'rule:admin_only',
  'create_network:port_security_enabled': '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  'create_network:tags': '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  get_network:
    '((rule:admin_only) or (role:reader and project_id:%(project_id)s)) or (rule:service_api) or (rule:shared) or (rule:external) or (rule:context_is_advsvc)',
  'get_network:tags':
    '((rule:admin_only) or (role:reader and project_id:%(project_id)s)) or (rule:shared) or (rule:external) or (rule:context_is_advsvc)',
  update_network: '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  'update_network:shared': 'rule:admin_only',
  'update_network:router:external': 'rule:admin_only',
  'update_network:port_security_enabled': '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  'update_network:tags': '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  delete_network: '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  'delete_network:tags': '(rule:admin_only) or (role:member and project_id:%(project_id)s)',
  get_network_ip_availability: '(rule:admin_only) or (rule:service_api)',
  network_device: 'field:port:device_owner=~^network:',
  create_port: '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner) or (rule:shared)',
  'create_port:device_id': '((rule:admin_only) or (role:member and project_id:%(project_id)s)) or (rule:service_api)',
  'create_port:device_owner':
    '(not rule:network_device) or ((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'create_port:mac_address': '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'create_port:fixed_ips':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner) or (rule:shared)',
  'create_port:fixed_ips:ip_address':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'create_port:fixed_ips:subnet_id':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner) or (rule:shared)',
  'create_port:port_security_enabled':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'create_port:binding:host_id': '(rule:admin_only) or (rule:service_api)',
  'create_port:binding:profile': 'rule:service_api',
  'create_port:binding:vnic_type':
    '((rule:admin_only) or (role:member and project_id:%(project_id)s)) or (rule:service_api)',
  'create_port:allowed_address_pairs':
    '((rule:admin_only) or (role:member and rule:network_owner)) or (rule:service_api)',
  'create_port:tags': '((rule:admin_only) or (role:member and project_id:%(project_id)s)) or (rule:context_is_advsvc)',
  get_port:
    '((rule:admin_only) or (rule:service_api)) or (role:reader and rule:network_owner) or (role:reader and project_id:%(project_id)s)',
  'get_port:binding:vif_type': '(rule:admin_only) or (rule:service_api)',
  'get_port:binding:vif_details': '(rule:admin_only) or (rule:service_api)',
  'get_port:binding:host_id': '(rule:admin_only) or (rule:service_api)',
  'get_port:binding:profile': '(rule:admin_only) or (rule:service_api)',
  'get_port:tags':
    '(rule:context_is_advsvc) or ((rule:admin_only) or (role:reader and rule:network_owner)) or (role:reader and project_id:%(project_id)s)',
  update_port: '((rule:admin_only) or (rule:service_api)) or (role:member and project_id:%(project_id)s)',
  'update_port:device_id': '((rule:admin_only) or (role:member and project_id:%(project_id)s)) or (rule:service_api)',
  'update_port:device_owner':
    '(not rule:network_device) or ((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'update_port:fixed_ips': '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'update_port:fixed_ips:ip_address':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'update_port:fixed_ips:subnet_id':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner) or (rule:shared)',
  'update_port:port_security_enabled':
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner)',
  'update_port:binding:host_id': '(rule:admin_only) or (rule:service_api)',
  'update_port:binding:profile': 'rule:service_api',
  'update_port:binding:vnic_type':
    '((rule:admin_only) or (rule:service_api)) or (role:member and project_id:%(project_id)s)',
  'update_port:allowed_address_pairs':
    '((rule:admin_only) or (role:member and rule:network_owner)) or (rule:service_api)',
  'update_port:tags': '((rule:admin_only) or (role:member and project_id:%(project_id)s)) or (rule:context_is_advsvc)',
  delete_port:
    '((rule:admin_only) or (rule:service_api)) or (role:member and rule:network_owner) or (role:member and project_id:%(project_id)s)',
  'delete_port:tags':
    '(rule:context_is_advsvc) or (role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
  get_quota: '(rule:admin_only) or (role:manager and project_id:%(project_id)s)',
  update_quota: 'rule:admin_only',
  delete_quota: 'rule:admin_only',
  get_router: '(rule:admin_only) or (role:reader and project_id:%(project_id)s)',
  shared_security_group: 'field:security_groups:shared=True',
  get_security_group:
    '((rule:admin_only) or (role:reader and project_id:%(project_id)s)) or (rule:shared_security_group)',
  'get_security_group:tags':
    '((rule:admin_only) or (role:reader and project_id:%(project_id)s)) or (rule:shared_security_group)',
  get_security_group_rule: '(rule:admin_only) or (role:reader and rule:sg_owner)',
  external_network: 'field:subnets:router:external=True',
  create_subnet: '(rule:admin_only) or (role:member and rule:network_owner)',
  'create_subnet:service_types': 'rule:admin_only',
  'create_subnet:tags':
    '(role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
  get_subnet:
    '(role:reader and project_id:%(project_id)s) or (rule:shared) or (rule:external_network) or ((rule:admin_only) or (role:reader and rule:network_owner)) or (rule:service_api)',
  'get_subnet:tags':
    '(role:reader and project_id:%(project_id)s) or (rule:shared) or (rule:external_network) or ((rule:admin_only) or (role:reader and rule:network_owner))',
  update_subnet:
    '(role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
  'update_subnet:service_types': 'rule:admin_only',
  'update_subnet:tags':
    '(role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
  delete_subnet:
    '(role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
  'delete_subnet:tags':
    '(role:member and project_id:%(project_id)s) or ((rule:admin_only) or (role:member and rule:network_owner))',
} as const satisfies Record<string, string>

/** The name of a policy rule of the Network API. */
export type Rule = keyof typeof networkRules

/** Whether there is a rule of this name. */
export const isRule = (name: string): name is Rule => Object.hasOwn(networkRules, name)
