import { expect, test } from 'vitest'
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
])('a database that %s is a 503 that says to retry', (_what, error) => {
  expect(asFault(error)).toMatchObject({ status: 503, message: 'The database is not available. Retry in a moment.' })
})

test('text that PostgreSQL cannot keep came with the request', () => {
  expect(asFault(withCode('invalid byte sequence', { code: '22021' })).status).toBe(400)
})

test('what nobody foresaw leaks nothing', () => {
  const fault = asFault(withCode('secret of column "password_hash"', { code: '42703' }))
  expect(fault).toMatchObject({ status: 500 })
  expect(fault.message).not.toContain('secret')
})
