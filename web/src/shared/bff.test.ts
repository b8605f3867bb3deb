import { expect, test } from 'vitest'
import { isMissing, missingAs, RefusalError, refusalIn } from './bff.ts'

test('a refusal keeps its service, status and request id', () => {
  const body = JSON.stringify({ error: { message: 'No.', status: 409, service: 'compute', requestId: 'req-1' } })
  expect(refusalIn(409, body)).toMatchObject({ message: 'No.', status: 409, service: 'compute', requestId: 'req-1' })
})

test('any other body becomes a sentence as well', () => {
  expect(refusalIn(503, 'starting').message).toMatch(/starting/)
  expect(refusalIn(502, '<html>').message).toBe('Unexpected response from the dashboard (502).')
})

test.each([
  [404, true],
  [400, true],
  [403, false],
  [500, false],
])('a thing that is read by its id and answered with %i is missing: %j', (status, missing) => {
  const read = () =>
    missingAs('There is no such thing.')(new RefusalError({ message: 'No.', status, service: 'compute' }))
  expect(read).toThrow(missing ? 'There is no such thing.' : 'No.')
  try {
    read()
  } catch (error) {
    expect(isMissing(error)).toBe(missing)
  }
})
