import { expect, test } from 'vitest'
import { faultMessage } from './fault-message.ts'

test.each([
  ['compute', '{"badRequest":{"code":400,"message":"Invalid input."}}', 'Invalid input.'],
  ['identity', '{"error":{"code":401,"message":"No.","title":"Unauthorized"}}', 'No.'],
  ['network', '{"NeutronError":{"type":"X","message":"In use.","detail":""}}', 'In use.'],
  ['placement', '{"errors":[{"status":409,"title":"Conflict","detail":"Changed meanwhile."}]}', 'Changed meanwhile.'],
  [
    'image',
    '<html><head><title>403</title></head><body><h1>403 Forbidden</h1> Protected.</body></html>',
    '403 Forbidden Protected.',
  ],
  ['nothing', '', 'The service responded with status 502.'],
])('the message in an error body of %s is found', (_service, body, message) => {
  expect(faultMessage(body, 502)).toBe(message)
})
