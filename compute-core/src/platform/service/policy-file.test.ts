import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPolicyFile } from './policy-file.ts'

const defaults = { 'servers:create': 'rule:member', 'servers:delete': 'rule:member', member: 'role:member' }
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kilonova-policy-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (text: string) => {
  await writeFile(join(folder, 'compute.yaml'), text)
  return readPolicyFile(folder, 'compute', defaults)
}

test('without a file nothing is changed', async () => {
  expect(await readPolicyFile(folder, 'image', {})).toEqual({})
})

test.each([
  ['"servers:create": "role:admin"', { 'servers:create': 'role:admin' }],
  ["'servers:create': '!'\n# a comment\n'servers:delete': ''", { 'servers:create': '!', 'servers:delete': '' }],
  ['"servers:create": []', { 'servers:create': '' }],
  ['"servers:create": "rule:ours"\n"ours": "role:ours"', { 'servers:create': 'rule:ours', ours: 'role:ours' }],
  ['# nothing but comments', {}],
])('rules are written as in OpenStack: %s', async (text, changed) => {
  expect(await read(text)).toEqual(changed)
})

test.each([
  ['"server:create": "@"', /rule server:create is not known to the compute service/],
  ['"compute:servers:create": "@"', /Did you mean servers:create\?/],
  ['"servers:create": "role:member and"', /Policy rule servers:create: .* ends where a check is expected/],
  ['"servers:create": "rule:nowhere"', /refers to rule nowhere, which is not defined/],
  ['"member": "rule:member"', /refers to itself/],
  ['- a\n- b', /it must be a mapping of rule names to checks/],
  ['"servers:create": 7', /the check of rule servers:create is not a text/],
  ['"servers:create": !', /"!" for nobody/],
  ['"servers:create":', /the check of rule servers:create is not a text/],
  ['"servers:create": !!str role:member', /the check of rule servers:create is not a text/],
  ['"servers:create": not http://nowhere/x', /is not known of a caller/],
  ['context_is_admin: "@"', /context_is_admin cannot be changed/],
  [`"servers:create": "${'x'.repeat(100_000)}"`, /more than 100000 bytes/],
  ['"servers:create": "a\n  b: [', /cannot be used/],
])('%s ends the start in one sentence', async (text, why) => {
  await expect(read(text)).rejects.toThrow(why)
})

test('who is an administrator may be said where the service asks that rule', async () => {
  await writeFile(join(folder, 'compute.yaml'), 'context_is_admin: "role:support"')
  const rules = { context_is_admin: 'role:admin' }
  expect(await readPolicyFile(folder, 'compute', rules, 'context_is_admin')).toEqual({
    context_is_admin: 'role:support',
  })
})
