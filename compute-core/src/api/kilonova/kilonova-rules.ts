/** The policy rules of the routes below `/kilonova`, which Nova does not have, with their default checks. */
export const kilonovaRules = {
  'kilonova:activity:list': 'rule:project_reader_or_admin',
  'kilonova:activity:own': 'user_id:%(user_id)s',
  'kilonova:activity:all_projects': 'rule:context_is_admin',
  'kilonova:audit:list': 'rule:context_is_admin',
  'kilonova:bulk-actions:create': 'rule:project_member_or_admin',
  'kilonova:bulk-actions:list': 'rule:project_reader_or_admin',
  'kilonova:bulk-actions:own': 'user_id:%(user_id)s',
  'kilonova:bulk-actions:all_projects': 'rule:context_is_admin',
  'kilonova:fit:show': 'rule:project_reader_or_admin',
  'kilonova:fit:hosts': 'rule:context_is_admin',
  'kilonova:flavor-room:list': 'rule:project_reader_or_admin',
  'kilonova:flavor-use:list': 'rule:context_is_admin',
  'kilonova:hosts:list': 'rule:context_is_admin',
  'kilonova:hosts:show': 'rule:context_is_admin',
  'kilonova:metrics:show': 'rule:project_reader_or_admin',
  'kilonova:metrics:latest': 'rule:project_reader_or_admin',
  'kilonova:metrics:project': 'rule:project_reader_or_admin',
  'kilonova:metrics:hosts': 'rule:context_is_admin',
  'kilonova:quotas:list': 'rule:context_is_admin',
  'kilonova:quotas:show': 'rule:context_is_admin',
  'kilonova:quotas:update': 'rule:context_is_admin',
  'kilonova:server-templates:list': 'rule:project_reader_or_admin',
  'kilonova:server-templates:show': 'rule:project_reader_or_admin',
  'kilonova:server-templates:create': 'rule:project_member_or_admin',
  // Everybody begins with it: it is for its maker to change, and for those who manage the project.
  'kilonova:server-templates:update':
    '(rule:project_member_api and user_id:%(user_id)s) or rule:project_manager_or_admin',
  'kilonova:server-templates:delete':
    '(rule:project_member_api and user_id:%(user_id)s) or rule:project_manager_or_admin',
  'kilonova:system:show': 'rule:context_is_admin or (role:reader and system_scope:all)',
  'kilonova:system:change': 'rule:context_is_admin',
} as const
