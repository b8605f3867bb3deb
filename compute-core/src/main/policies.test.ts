import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPolicies } from './policies.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kilonova-policies-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

async function write(name: string, text: string): Promise<void> {
  await mkdir(join(dataDir, 'policy'), { recursive: true })
  await writeFile(join(dataDir, 'policy', name), text)
}

test('every service has a file of its own, and none is needed', async () => {
  expect(await readPolicies(dataDir)).toEqual({ compute: {}, identity: {}, image: {}, network: {}, placement: {} })
  await write('network.yaml', '"create_network": "rule:admin_only"')
  expect(await readPolicies(dataDir)).toMatchObject({ network: { create_network: 'rule:admin_only' }, compute: {} })
})

test.each(['nova.yaml', 'compute.yml', 'policy.yaml'])(
  'a file called %s ends the start: nobody would read it',
  async (name) => {
    await write(name, '"create_network": "!"')
    await expect(readPolicies(dataDir)).rejects.toThrow('The files are compute.yaml, identity.yaml')
  },
)
