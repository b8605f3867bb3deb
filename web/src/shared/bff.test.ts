import { expect, test } from 'vitest'
import { missingAs, RefusalError, refusalIn } from './bff.ts'

test('a refusal keeps its service, status and request id', () => {
  const body = JSON.stringify({ error: { message: 'No.', status: 409, service: 'compute', requestId: 'req-1' } })
  expect(refusalIn(409, body)).toMatchObject({ message: 'No.', status: 409, service: 'compute', requestId: 'req-1' })
})

test('any other body becomes a sentence as well', () => {
  expect(refusalIn(503, 'starting').message).toMatch(/starting/)
  expect(refusalIn(502, '<html>').message).toBe('Unexpected response from the dashboard (502).')
})

test.each([
  ['can be', true, 404, 404],
  // What is wrong is another part of the request: it is not hidden.
  ['can be', true, 400, 400],
  ['can be', true, 403, 403],
  ['can be', true, 500, 500],
  ['cannot be', false, 400, 404],
  ['cannot be', false, 500, 500],
])('of a thing that %s (%s), an answer of %i is shown as %i', (_words, canBe, status, shown) => {
  const message = shown === 404 ? 'There is no such thing.' : 'No.'
  const refused = new RefusalError({ message: 'No.', status, service: 'compute' })
  expect(() => missingAs('There is no such thing.', canBe)(refused)).toThrow(
    expect.objectContaining({ status: shown, message }),
  )
})
