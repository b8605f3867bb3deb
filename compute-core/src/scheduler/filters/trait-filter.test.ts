import { expect, test } from 'vitest'
import { aHostRequest, aHostState } from '../../../test/support/a-host-state.ts'
import { traitFilter } from './trait-filter.ts'

function verdict(extraSpecs: Record<string, string>, ...traits: string[]) {
  const host = aHostState()
  const request = aHostRequest()
  return traitFilter.check(
    { ...host, facts: { ...host.facts, traits } },
    { ...request, flavor: { ...request.flavor, extraSpecs } },
  )
}

test('a host must be what the guest needs', () => {
  expect(verdict({ 'hw:tpm_version': '1.2' }, 'COMPUTE_SECURITY_TPM_1_2', 'COMPUTE_SECURITY_TPM_TIS')).toEqual({
    fits: true,
  })
  expect(verdict({ 'hw:tpm_version': '1.2' }, 'COMPUTE_SECURITY_TPM_TIS')).toEqual({
    fits: false,
    because: 'lacks COMPUTE_SECURITY_TPM_1_2',
  })
})

test('and not what it must not meet', () => {
  expect(verdict({ 'trait:CUSTOM_OLD': 'forbidden' })).toEqual({ fits: true })
  expect(verdict({ 'trait:CUSTOM_OLD': 'forbidden' }, 'CUSTOM_OLD')).toEqual({ fits: false, because: 'has CUSTOM_OLD' })
})
