import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { notFound } from '#platform/errors'
import { asFault } from './as-fault.ts'

const withCode = (message: string, more: object) => Object.assign(new Error(message), more)

test('our own failures keep their sentence', () => {
  expect(asFault(notFound('Image', 'x'))).toMatchObject({ status: 404, message: 'Image x could not be found.' })
})

test.each([
  ['refuses connections', withCode('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['has lost its socket', withCode('connect ENOENT', { code: 'ENOENT', syscall: 'connect' })],
  ['is starting up', withCode('the database system is starting up', { code: '57P03' })],
  ['ended the connection', new Error('Connection terminated unexpectedly')],
  ['cannot roll back', new Error('Client has encountered a connection error and is not queryable')],
  ['has no connection left', withCode('sorry, too many clients already', { code: '53300' })],
  ['was ended by its administrator', withCode('terminating connection', { code: '57P01' })],
  ['does not let us in in time', new Error('timeout exceeded when trying to connect')],
  ['reset the connection', withCode('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' })],
])('a database that %s is a 503 that says when to retry', (_what, error) => {
  expect(asFault(error)).toMatchObject({
    status: 503,
    message: 'The database is not available. Retry in a moment.',
    retryAfterSeconds: 1,
  })
})

test('a file that is not there is no outage of the database', () => {
  expect(asFault(withCode('ENOENT: no such file', { code: 'ENOENT', syscall: 'open' })).status).toBe(500)
})

test.each([
  ['of the database', withCode('could not extend file', { code: '53100' })],
  ['of the images', withCode('ENOSPC: no space left on device, write', { code: 'ENOSPC', syscall: 'write' })],
  ['of an account', withCode('EDQUOT: disk quota exceeded, write', { code: 'EDQUOT', syscall: 'write' })],
])('a full disk %s is a 507 that says so', (_what, error) => {
  expect(asFault(error)).toMatchObject({ status: 507, message: expect.stringContaining('disk of this cloud is full') })
})

test('text that PostgreSQL cannot keep came with the request', () => {
  expect(asFault(withCode('invalid byte sequence', { code: '22021' })).status).toBe(400)
  expect(asFault(withCode('stack depth limit exceeded', { code: '54001' })).status).toBe(400)
})

test('what nobody foresaw leaks nothing', () => {
  const fault = asFault(withCode('secret of column "password_hash"', { code: '42703' }))
  expect(fault).toMatchObject({ status: 500 })
  expect(fault.message).not.toContain('secret')
})

test('a statement that took too long is a 503 that says when to retry; one that was cancelled since its client has gone is no failure', () => {
  const timeout = withCode('canceling statement due to statement timeout', { code: '57014' })
  expect(asFault(timeout)).toMatchObject({ status: 503, retryAfterSeconds: 5 })
  expect(asFault(timeout).message).toContain('Ask for less')
  expect(asFault(withCode('canceling statement due to user request', { code: '57014' })).status).toBe(499)
  expect(asFault(AbortSignal.abort().reason as Error).status).toBe(499)
})

test('a client that goes while it is sending is no failure of ours', async () => {
  const told = Promise.withResolvers<Error>()
  const server = createServer((request) => void request.once('error', told.resolve).resume()).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: cloud.test\r\nContent-Length: 9\r\n\r\nabc', () => client.destroy())
  expect(asFault(await told.promise).status).toBe(499)
})
