import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerAction } from '#domain/server/lifecycle'
import { type ImageId, newId, newRequestId, type ProjectId, type ServerId, type UserId } from '#platform/ids'
import { insertServer } from '#test/insert-server'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { beginAction, beginCreate, type ActionRequest } from './begin-action.ts'
import type { ActionParams, ActionWithoutParams } from './server-jobs.ts'
import { findServer } from './server-store.ts'

let scratch: ScratchDatabase
beforeAll(async () => {
  scratch = await scratchDatabase()
})
afterAll(() => scratch[Symbol.asyncDispose]())

const caller = { userId: 'ada' as UserId, projectId: 'demo' as ProjectId, isAdmin: false }
type Request = Partial<ActionRequest<ActionWithoutParams>> &
  Pick<ActionRequest<ActionWithoutParams>, 'server' | 'action'>
const begin = (request: Request) =>
  scratch.db
    .transaction()
    .execute((trx) => beginAction(trx, { caller, requestId: newRequestId(), params: {}, ...request }))

test('an action claims the server, is recorded, and leaves a job', async () => {
  const server = await insertServer(scratch.db)
  const requestId = newRequestId()
  const job = await begin({ server, action: 'hardReboot', requestId })
  expect(job).toMatchObject({ flow: 'server-reboot', params: { serverId: server.id, hard: true } })
  expect(await findServer(scratch.db, server.id)).toMatchObject({ taskState: 'rebooting_hard', generation: 1 })
  const { action } = await scratch.db
    .selectFrom('compute.instance_action')
    .select('action')
    .where('request_id', '=', requestId)
    .executeTakeFirstOrThrow()
  expect(action).toBe('reboot')
  const kept = await scratch.db.selectFrom('platform.job').select('flow').where('id', '=', job.id).execute()
  expect(kept).toEqual([{ flow: 'server-reboot' }])
})

test('of twenty requests at once one wins, and the others are told with what the server is busy', async () => {
  const server = await insertServer(scratch.db)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => begin({ server, action: i % 2 ? 'stop' : 'softReboot' })),
  )
  const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))
  expect(losers).toHaveLength(19)
  expect(losers.filter((why) => !why.includes('while it is in task_state'))).toEqual([])
  const jobs = await scratch.db.selectFrom('platform.job').where('subject_id', '=', server.id).selectAll().execute()
  expect(jobs).toHaveLength(1)
})

test('a refused action leaves neither record nor job', async () => {
  const server = await insertServer(scratch.db, { vm_state: 'stopped' })
  await expect(begin({ server, action: 'stop' })).rejects.toThrow('while it is in vm_state stopped')
  const actions = await scratch.db
    .selectFrom('compute.instance_action')
    .where('server_id', '=', server.id)
    .selectAll()
    .execute()
  expect(actions).toEqual([])
})

test('a delete preempts whatever is under way', async () => {
  const server = await insertServer(scratch.db, { vm_state: 'building', task_state: 'spawning', launched_at: null })
  await begin({ server, action: 'delete' })
  expect(await findServer(scratch.db, server.id)).toMatchObject({ taskState: 'deleting' })
})

test('a locked server refuses its owner and obeys an administrator', async () => {
  const server = await insertServer(scratch.db, { locked_by: 'owner' })
  await expect(begin({ server, action: 'stop' })).rejects.toThrow('is locked')
  await begin({ server, action: 'stop', caller: { ...caller, isAdmin: true } })
  expect(await findServer(scratch.db, server.id)).toMatchObject({ taskState: 'powering-off' })
})

test('a server that never ran cannot be started', async () => {
  const server = await insertServer(scratch.db, { vm_state: 'stopped', launched_at: null })
  await expect(begin({ server, action: 'start' })).rejects.toThrow('launched_at')
})

test('a server that is not there is not found', async () => {
  const server = { id: newId<ServerId>(), projectId: caller.projectId }
  await expect(begin({ server, action: 'stop' })).rejects.toMatchObject({ failure: { kind: 'not-found' } })
})

test('a creation is recorded with its job', async () => {
  const server = await insertServer(scratch.db, { vm_state: 'building', task_state: 'scheduling', launched_at: null })
  const job = await scratch.db.transaction().execute((trx) =>
    beginCreate(trx, {
      server,
      caller,
      requestId: newRequestId(),
      params: { requestedNetworks: 'auto', sealedAdminPass: null },
    }),
  )
  expect(job).toMatchObject({ flow: 'server-create', params: { serverId: server.id, requestedNetworks: 'auto' } })
})

test('what a flow has to be told cannot be left out, misspelled or said twice', () => {
  const told = <Action extends ServerAction>(_action: Action, params: ActionParams<Action>) => params
  const imageId = newId<ImageId>()
  expect(told('rescue', { imageId, sealedAdminPass: '' })).toEqual({ imageId, sealedAdminPass: '' })
  // @ts-expect-error a rescue needs the image that it starts from
  told('rescue', { sealedAdminPass: '' })
  // @ts-expect-error nobody listens to a color
  told('pause', { color: 'red' })
  // @ts-expect-error the row says already that it is a hard reboot
  told('hardReboot', { hard: true })
  // @ts-expect-error the image's id is an id of an image
  told('createImage', { imageId: newId<ServerId>() })
})
