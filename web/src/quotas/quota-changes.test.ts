import { expect, test } from 'vitest'
import { asNewLimits, changedBy } from './quota-changes.ts'

const limit = (value: number, isOwn = false) => ({ limit: value, used: 0, is_own: isOwn })
const quota = {
  compute: {
    instances: limit(10),
    cores: limit(20, true),
    ram: limit(-1, true),
    server_groups: limit(10),
    server_group_members: limit(10),
    key_pairs: limit(100),
    metadata_items: limit(128),
  },
  network: { network: limit(100), subnet: limit(100), port: limit(500) },
}

test('each project gets what it needs to come to what was chosen, and what it has already is not sent', () => {
  const changes = {
    'compute instances': { kind: 'raise', value: 5 },
    'compute cores': { kind: 'default' },
    'compute server_groups': { kind: 'set', value: 10 },
    'network port': { kind: 'set', value: 50 },
    'network subnet': { kind: 'keep' },
  } as const
  expect(asNewLimits(changedBy(changes, quota))).toEqual({
    compute: { instances: 15, cores: null },
    network: { port: 50 },
  })
})

test('no limit is not raised, a limit of all projects is no way back, and none grows beyond what can be', () => {
  const changes = {
    'compute ram': { kind: 'raise', value: 5 },
    'compute instances': { kind: 'default' },
    'compute cores': { kind: 'raise', value: 2_147_483_647 },
  } as const
  expect(asNewLimits(changedBy(changes, quota))).toEqual({ compute: { cores: 2_147_483_647 } })
})
