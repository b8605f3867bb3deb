import { expect, test } from 'vitest'
import { metricsText, standstill } from './metrics.ts'

const idle = { running: 0, blocked: 0, waiting: 0, oldestWaitingMs: 0, stalledMs: 0, succeeded: 0, failed: 0 }

test('a line in which something moves is nothing missing, one that stands still is', () => {
  expect(standstill(idle)).toEqual([])
  expect(standstill({ ...idle, waiting: 900, oldestWaitingMs: 300_000, stalledMs: 2_000 })).toEqual([])
  expect(standstill({ ...idle, waiting: 3, oldestWaitingMs: 75_000, stalledMs: 75_000 })).toEqual([
    'For 75 s no operation has begun or gone on, and 3 are queued.',
  ])
})

test('the figures are as Prometheus reads them', () => {
  const figures = {
    running: 28,
    blocked: 33,
    waiting: 7,
    oldestWaitingMs: 1500,
    stalledMs: 250,
    succeeded: 40,
    failed: 2,
  }
  const lines = metricsText({ ...figures, isReady: true }).split('\n')
  expect(lines.at(-1)).toBe('')
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'kilonova_ready 1',
    'kilonova_operations{state="running"} 28',
    'kilonova_operations{state="blocked"} 33',
    'kilonova_operations{state="queued"} 7',
    'kilonova_operations_oldest_queued_seconds 1.5',
    'kilonova_operations_stalled_seconds 0.25',
    'kilonova_operations_ended_total{result="success"} 40',
    'kilonova_operations_ended_total{result="error"} 2',
  ])
  expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(5)
})
