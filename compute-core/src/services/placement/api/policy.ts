/** Placement's rules for what is answered here, with their default checks (test/reference/placement-policies.csv). */
export const placementRules = {
  admin_or_service_api: 'role:admin or role:service',
  project_reader_api: 'role:reader and project_id:%(project_id)s',
  admin_or_project_reader_or_service_api: 'role:admin or rule:project_reader_api or role:service',
  'placement:allocation_candidates:list': 'rule:admin_or_service_api',
  'placement:allocations:list': 'rule:admin_or_service_api',
  'placement:resource_classes:list': 'rule:admin_or_service_api',
  'placement:resource_classes:show': 'rule:admin_or_service_api',
  'placement:resource_providers:aggregates:list': 'rule:admin_or_service_api',
  'placement:resource_providers:allocations:list': 'rule:admin_or_service_api',
  'placement:resource_providers:inventories:list': 'rule:admin_or_service_api',
  'placement:resource_providers:inventories:show': 'rule:admin_or_service_api',
  'placement:resource_providers:inventories:update': 'rule:admin_or_service_api',
  'placement:resource_providers:list': 'rule:admin_or_service_api',
  'placement:resource_providers:show': 'rule:admin_or_service_api',
  'placement:resource_providers:traits:list': 'rule:admin_or_service_api',
  'placement:resource_providers:usages': 'rule:admin_or_service_api',
  'placement:traits:list': 'rule:admin_or_service_api',
  'placement:traits:show': 'rule:admin_or_service_api',
  'placement:usages': 'rule:admin_or_project_reader_or_service_api',
} as const satisfies Record<string, string>

export type Rule = keyof typeof placementRules
