import { expect, test } from 'vitest'
import { isOutage, outlasting } from './outage.ts'

const failure = (properties: object, message = 'no') => Object.assign(new Error(message), properties)

test.each([
  ['a connection that is refused', failure({ code: 'ECONNREFUSED', syscall: 'connect' })],
  ['a socket that is not there', failure({ code: 'ENOENT', syscall: 'connect' })],
  ['a connection that is reset', failure({ code: 'ECONNRESET', syscall: 'read' })],
  ['a name service that does not answer', failure({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
  ['a server that ends', failure({ code: '57P01' })],
  ['a server without a connection left', failure({ code: '53300' })],
  ['a connection that was ended', failure({}, 'Connection terminated unexpectedly')],
  ['all addresses of a host', new AggregateError([failure({ code: 'ECONNREFUSED', syscall: 'connect' })])],
])('%s is an outage', (_what, error) => {
  expect(isOutage(error)).toBe(true)
})

test.each([
  ['a unique constraint', failure({ code: '23505' })],
  ['a statement that took too long', failure({ code: '57014' })],
  ['a host that does not exist', failure({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
  ['a file that is not there', failure({ code: 'ENOENT', syscall: 'open' })],
  ['what is no error', 'ECONNREFUSED'],
])('%s is no outage', (_what, error) => {
  expect(isOutage(error)).toBe(false)
})

test('work is done again after an outage, and any other failure is its own', async () => {
  const outcomes = [failure({ code: '57P01' }), failure({ code: '23505' })]
  const work = async () => {
    throw outcomes.shift()
  }
  await expect(outlasting(work)).rejects.toMatchObject({ code: '23505' })
  expect(outcomes).toEqual([])
})
