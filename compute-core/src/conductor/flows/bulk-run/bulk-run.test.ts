import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '#platform/http/caller'
import type { AskOnBehalf } from '#platform/http/on-behalf'
import { newId, newRequestId, type ServerId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { listBulkItems } from '#store/bulk-run-queries'
import { findBulkRun, insertBulkRun, pruneBulkRuns } from '#store/bulk-run-store'
import { recordAction } from '#store/server-action-store'
import { insertServer } from '#test/insert-server'
import { type ScratchDatabase, scratchDatabase } from '#test/scratch-postgres'
import { sendItems } from './send-items.ts'

let scratch: ScratchDatabase
beforeAll(async () => {
  scratch = await scratchDatabase()
})
afterAll(() => scratch[Symbol.asyncDispose]())

const caller = { userId: 'ada', projectId: 'demo', roles: ['member'], isAdmin: false } as unknown as Caller
const accepts: AskOnBehalf = async () => new Response(null, { status: 202 })

/** A run over new servers, and a way to send what is left of it. */
async function aRun(count: number, action = 'os-stop') {
  const { db } = scratch
  const servers: ServerId[] = []
  for (let nth = 0; nth < count; nth++) servers.push((await insertServer(db, { project_id: 'demo' })).id)
  const id = newId<string>()
  const run = { id, action, userId: 'ada', projectId: 'demo', requestId: newRequestId(), version: '2.104' }
  const ofNobody = { applicationCredentialId: null, trustId: null, clientAddress: null }
  await insertBulkRun(db, { ...run, ...ofNobody, body: { [action]: null } }, servers)
  return {
    id,
    servers,
    send: (askCompute: AskOnBehalf, who: Caller | undefined = caller, mayStill = true) =>
      sendItems(
        {
          db,
          askCompute,
          identity: { forgetExpiredTokens: async () => {}, callerNow: async () => (mayStill ? who : undefined) },
          log: silentLog,
        },
        id,
      ),
    items: () => listBulkItems(db, id, { projectId: 'demo', limit: 5_000 }),
  }
}

/** An API that records the action, as the real one does, and dies before it can answer for the first time. */
function dyingAfter(requests: number): { ask: AskOnBehalf; asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async ask({ requestId }, path) {
      const serverId = path.split('/')[3] as ServerId
      asked.push(serverId)
      const server = { id: serverId, projectId: 'demo' as never }
      await recordAction(scratch.db, {
        server,
        action: 'stop',
        caller: { userId: 'ada', projectId: 'demo' },
        requestId,
      })
      if (asked.length >= requests) throw new Error('The process is dead.')
      return new Response(null, { status: 202 })
    },
  }
}

test('a run that broke off goes on with what was not asked, and asks no server twice', async () => {
  const run = await aRun(40)
  const api = dyingAfter(11)
  await expect(run.send(api.ask)).rejects.toThrow('dead')
  expect((await findBulkRun(scratch.db, run.id))?.finishedAt).toBeNull()
  await run.send(async (who, path, init) => {
    api.asked.push(path.split('/')[3]!)
    return accepts(who, path, init)
  })
  expect(api.asked.toSorted()).toEqual(run.servers.toSorted())
  expect((await run.items()).map(({ status }) => status)).toEqual(run.servers.map(() => 202))
  expect((await findBulkRun(scratch.db, run.id))?.finishedAt).not.toBeNull()
})

test('whoever has no role any more asks nothing more, and every server says so', async () => {
  const run = await aRun(3)
  await run.send(() => Promise.reject(new Error('nothing is asked')), undefined, false)
  expect(await run.items()).toMatchObject(
    run.servers.map(() => ({ outcome: 'not-sent', message: expect.stringContaining('has no role') })),
  )
})

test('a server that the API puts off is asked again after that', async () => {
  const run = await aRun(2)
  let asked = 0
  await run.send(async () => {
    asked++
    return asked === 1
      ? Response.json({ overLimit: { message: 'Slowly.' } }, { status: 429, headers: { 'retry-after': '1' } })
      : new Response(null, { status: 202 })
  })
  expect(asked).toBe(3)
  expect((await run.items()).map(({ outcome }) => outcome)).toEqual(['done', 'done'])
})

test('what leaves no record is not asked again when nobody knows whether it was', async () => {
  const run = await aRun(1, 'os-resetState')
  await expect(run.send(() => Promise.reject(new Error('The process is dead.')))).rejects.toThrow('dead')
  await run.send(() => Promise.reject(new Error('nothing is asked')))
  expect(await run.items()).toMatchObject([{ outcome: 'not-sent', message: expect.stringContaining('not known') }])
})

test('a run is forgotten with its servers when its time is over, but not while it goes on', async () => {
  const [ended, open] = [await aRun(1), await aRun(1)]
  await ended.send(accepts)
  await pruneBulkRuns(scratch.db, -1_000)
  expect(await findBulkRun(scratch.db, ended.id)).toBeUndefined()
  expect(await ended.items()).toEqual([])
  expect(await findBulkRun(scratch.db, open.id)).toBeDefined()
})
