import { EventEmitter } from 'node:events'
import { silentLog } from '@kilonova/compute-core/platform/log'
import { beforeEach, expect, test, vi } from 'vitest'
import { endSignals } from '../src/end-signals.ts'

class ToldProcess extends EventEmitter {
  exit = vi.fn<(code?: number) => void>()
}

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})

function begin() {
  const told = new ToldProcess()
  const onBrokenOff = vi.fn<() => void>()
  const close = vi.fn<() => Promise<void>>(async () => undefined)
  const signals = endSignals({ log: silentLog, onBrokenOff, process: told })
  return { told, onBrokenOff, close, signals, started: () => signals.started([{ close }]) }
}

test.each(['SIGTERM', 'SIGINT'])('%s breaks off a start, and closes what has started', async (name) => {
  const early = begin()
  early.told.emit(name)
  early.told.emit(name)
  expect(early.signals.starting.aborted).toBe(true)
  expect(early.onBrokenOff).toHaveBeenCalledOnce()

  const { told, close, started } = begin()
  started()
  told.emit(name)
  await vi.waitFor(() => expect(told.exit).toHaveBeenCalledOnce())
  expect(close).toHaveBeenCalledOnce()
})

test('a signal between the last look at it and the end of the start is heeded', async () => {
  const { told, close, started } = begin()
  told.emit('SIGTERM')
  started()
  await vi.waitFor(() => expect(told.exit).toHaveBeenCalledWith(undefined))
  expect(close).toHaveBeenCalledOnce()
})

// Node drops a signal that waits to be told when its last listener is taken away, also if another is added in the same breath.
test('no listener is ever taken away', () => {
  const { told, started } = begin()
  const removed = vi.fn<() => void>()
  told.on('removeListener', removed)
  started()
  told.emit('SIGTERM')
  expect(removed).not.toHaveBeenCalled()
})

test('a second SIGTERM is the same one, a second Ctrl-C does not wait', async () => {
  const { told, close, signals } = begin()
  signals.started([{ close: () => new Promise(() => undefined) }, { close }])
  told.emit('SIGTERM')
  told.emit('SIGTERM')
  expect(told.exit).not.toHaveBeenCalled()
  told.emit('SIGINT')
  expect(told.exit).toHaveBeenCalledExactlyOnceWith(130)
})

test('what ends by itself exits with its code', async () => {
  const { told, close, signals, started } = begin()
  started()
  signals.end(1)
  await vi.waitFor(() => expect(told.exit).toHaveBeenCalledExactlyOnceWith(1))
  expect(close).toHaveBeenCalledOnce()
})
