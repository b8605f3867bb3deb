import { expect, test } from 'vitest'
import { CloudError } from './errors.ts'
import { errorInLog } from './log.ts'

test('what the cloud refuses is logged with its words and without a stack, what breaks with both', () => {
  const refused = new CloudError({ kind: 'no-valid-host', rejections: { 'is disabled': 8 } })
  expect(errorInLog(refused)).toMatchObject({ message: expect.stringContaining('No valid host') })
  expect(errorInLog(refused)).not.toHaveProperty('stack')
  expect(errorInLog(new TypeError('x is not a function'))).toMatchObject({ stack: expect.stringContaining('log.test') })
})
