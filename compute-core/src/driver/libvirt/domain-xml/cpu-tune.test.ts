import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { cpuTune } from './cpu-tune.ts'

test('a flavor sets what part of the CPUs its guests have', () => {
  const extraSpecs = { 'quota:cpu_shares': '512', 'quota:cpu_period': '20000', 'quota:cpu_quota': '10000' }
  expect(xmlOf(cpuTune(optionsOf({ extraSpecs })))).toMatchInlineSnapshot(`
    "<cputune>
      <shares>512</shares>
      <period>20000</period>
      <quota>10000</quota>
    </cputune>
    "
  `)
})

test('a plain guest has its equal part', () => {
  expect(cpuTune(optionsOf())).toBeUndefined()
})
