import { expect, test } from 'vitest'
import { hasSecondFactor } from './second-factor.ts'

test('whoever has a rule about signing in has a second factor, unless rules are switched off for them', () => {
  const rules = [['password', 'totp']]
  expect(hasSecondFactor({ options: { multi_factor_auth_rules: rules } })).toBe(true)
  expect(hasSecondFactor({ options: { multi_factor_auth_rules: rules, multi_factor_auth_enabled: false } })).toBe(false)
  expect(hasSecondFactor({ options: { multi_factor_auth_enabled: true } })).toBe(false)
  expect(hasSecondFactor({ options: {} })).toBe(false)
})
