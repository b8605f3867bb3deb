import { expect, test } from 'vitest'
import { metricsEveryMs } from './metrics-range.tsx'

const none = { times: [], interval: 30 }

test.each([
  ['with measurements', { times: [1], interval: 30 }, 40, 15_000],
  ['that waits for the first one', none, 1, 5_000],
  ['that has waited for a minute', none, 13, 15_000],
  ['of a server, which does not say how often it is measured', { times: [] }, 1, 5_000],
  ['where nothing is measured', { times: [], interval: 0 }, 1, false],
  ['that is not read yet', undefined, 0, 15_000],
] as const)('a chart %s is read again in time', (_what, data, dataUpdateCount, everyMs) => {
  expect(metricsEveryMs('1h', { data, dataUpdateCount })).toBe(everyMs)
})
