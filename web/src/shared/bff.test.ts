import { expect, test } from 'vitest'
import { refusalIn } from './bff.ts'

test('a refusal keeps its service, status and request id', () => {
  const body = JSON.stringify({ error: { message: 'No.', status: 409, service: 'compute', requestId: 'req-1' } })
  expect(refusalIn(409, body)).toMatchObject({ message: 'No.', status: 409, service: 'compute', requestId: 'req-1' })
})

test('any other body becomes a sentence as well', () => {
  expect(refusalIn(503, 'starting').message).toMatch(/starting/)
  expect(refusalIn(502, '<html>').message).toBe('Unexpected response from the dashboard (502).')
})
