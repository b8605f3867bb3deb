import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertServer } from '#test/insert-server'
import { aCaller, aCompute, type TestCompute } from './support/a-compute.ts'

let compute: TestCompute
let theirs: string
beforeAll(async () => {
  compute = await aCompute({}, {}, { context_is_admin: 'role:support' })
  compute.callers.set('support', aCaller({ userName: 'sue', roles: ['support', 'reader'] }))
  const { projectId } = compute.callers.get('other')!
  theirs = (await insertServer(compute.db, { project_id: projectId!, locked_by: 'owner' })).id
})
afterAll(() => compute[Symbol.asyncDispose]())

// What asks a rule of its own, and what only asks whether somebody is an administrator.
test.each([
  ['GET /servers?all_tenants=1', undefined, 200, 403],
  ['GET /servers?status=DELETED', undefined, 200, 403],
  ['GET /servers/:theirs', undefined, 200, 404],
  ['POST /servers/:theirs/action', { injectNetworkInfo: null }, 202, 404],
  ['POST /servers/:theirs/action', { 'os-stop': null }, 202, 404],
] as const)('%s %j is for whom context_is_admin says', async (line, body, allowed, refused) => {
  const ask = async (as: string) =>
    (await compute.request(line.replace(':theirs', theirs), { as, version: '2.104', ...(body && { body }) })).status
  expect([await ask('admin'), await ask('support')]).toEqual([refused, allowed])
})
