/** By what somebody can sign in here. */
const authMethods = ['password', 'token', 'totp', 'application_credential', 'openid'] as const

/** The rule that people give themselves with a second factor: it is for them, and not for what they let run in their name. */
export const ownSecondFactor: readonly (readonly string[])[] = [['password', 'totp'], ['application_credential']]

/**
 * The methods that a user's rules want together, one list a rule, where `methods` satisfy none of them; undefined where they do, or where
 * there is no rule. As Keystone has it: a method that nobody can sign in by is left out, and so is a rule of nothing else.
 */
export function rulesNotMet(options: unknown, methods: readonly string[]): string[][] | undefined {
  const rules = rulesOf(options)
  const isMet = rules.some((rule) => rule.every((method) => methods.includes(method)))
  return isMet || rules.length === 0 ? undefined : rules
}

/** Whether a user's rules want a passcode beside the password. */
export const wantsPasscode = (options: unknown): boolean =>
  rulesNotMet(options, ['password'])?.some((rule) => rule.includes('totp')) ?? false

/** Whether the rules are those that the user made with a second factor, and so may take back. */
export const isOwnRule = (options: unknown): boolean =>
  JSON.stringify(optionsOf(options).multi_factor_auth_rules) === JSON.stringify(ownSecondFactor)

function rulesOf(options: unknown): string[][] {
  const { multi_factor_auth_enabled: isEnabled = true, multi_factor_auth_rules: rules = [] } = optionsOf(options)
  if (!isEnabled) return []
  const known = rules.map((rule) => rule.filter((method) => (authMethods as readonly string[]).includes(method)))
  return known.filter((rule) => rule.length > 0)
}

interface MfaOptions {
  multi_factor_auth_enabled?: boolean
  multi_factor_auth_rules?: string[][]
}

const optionsOf = (options: unknown): MfaOptions => (options ?? {}) as MfaOptions
