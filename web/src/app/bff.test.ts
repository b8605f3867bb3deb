import { expect, test } from 'vitest'
import { refusalIn } from './bff.ts'

test('a refusal keeps its service, status and request id', () => {
  const body = JSON.stringify({ error: { message: 'No.', status: 409, service: 'compute', requestId: 'req-1' } })
  expect(refusalIn(409, body)).toMatchObject({ message: 'No.', status: 409, service: 'compute', requestId: 'req-1' })
})

test('whatever else comes is a sentence all the same', () => {
  expect(refusalIn(503, 'starting').message).toMatch(/starting/)
  expect(refusalIn(502, '<html>').message).toBe('The dashboard answered with 502.')
})
