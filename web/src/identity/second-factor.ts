import type { UserView } from '@kilonova/compute-core/services/identity/api/view-user'

/** Whether a rule wants more of this user than their password: Keystone's options about several methods of signing in. */
export function hasSecondFactor({ options }: Pick<UserView, 'options'>): boolean {
  const { multi_factor_auth_enabled: isEnabled, multi_factor_auth_rules: rules } = options
  return isEnabled !== false && Array.isArray(rules) && rules.length > 0
}
