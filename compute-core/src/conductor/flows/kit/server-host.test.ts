import { expect, test } from 'vitest'
import { graceMsOf } from './server-host.ts'

test.each([
  [undefined, 60_000],
  ['', 60_000],
  ['0', 0],
  ['90', 90_000],
  ['86400', 3_600_000],
  ['1e99', 3_600_000],
  ['Infinity', 3_600_000],
  ['-1', 60_000],
  ['soon', 60_000],
  ['NaN', 60_000],
])('with os_shutdown_timeout %j a guest has %i ms to shut down', (os_shutdown_timeout, ms) => {
  const imageProperties = os_shutdown_timeout === undefined ? {} : { os_shutdown_timeout }
  expect(graceMsOf({ imageProperties } as never, 60)).toBe(ms)
})
