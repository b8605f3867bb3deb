import { expect, test } from 'vitest'
import { aPlatform, optionsOf, xmlOf } from './a-server.ts'
import { cpuTune, vcpuCount } from './cpu-tune.ts'

test('a flavor sets what part of the CPUs its guests have', () => {
  const extraSpecs = { 'quota:cpu_shares': '512', 'quota:cpu_period': '20000', 'quota:cpu_quota': '10000' }
  expect(xmlOf(cpuTune(optionsOf({ extraSpecs }), aPlatform('kvm')))).toMatchInlineSnapshot(`
    "<cputune>
      <shares>512</shares>
      <period>20000</period>
      <quota>10000</quota>
    </cputune>
    "
  `)
})

test('a plain guest has its equal part', () => {
  expect(cpuTune(optionsOf(), aPlatform('kvm'))).toBeUndefined()
})

test('CPUs of its own are pinned one to one, and those that must not wait go first', () => {
  const extraSpecs = { 'hw:cpu_policy': 'dedicated', 'hw:cpu_realtime': 'yes', 'hw:cpu_realtime_mask': '^0' }
  const pins = { vcpus: new Map([0, 1].map((cpu) => [cpu, [cpu + 4]] as const)), emulator: [4] }
  const platform = { ...aPlatform('kvm'), pins }
  expect(xmlOf(cpuTune(optionsOf({ extraSpecs }), platform), vcpuCount(2, platform))).toMatchInlineSnapshot(`
    "<cputune>
      <vcpupin vcpu='0' cpuset='4'/>
      <vcpupin vcpu='1' cpuset='5'/>
      <emulatorpin cpuset='4'/>
      <vcpusched vcpus='1' scheduler='fifo' priority='1'/>
    </cputune>
    <vcpu>2</vcpu>
    "
  `)
})

test('others stay off the CPUs that are dedicated', () => {
  expect(xmlOf(vcpuCount(2, { ...aPlatform('kvm'), sharedCpus: [0, 1] }))).toBe("<vcpu cpuset='0-1'>2</vcpu>\n")
})
