import { setTimeout as pause } from 'node:timers/promises'
import type { ComputeDriver } from '#driver/compute-driver'

/** A method of the driver that can be told to fail. */
export type FakeMethod = Exclude<keyof ComputeDriver, 'name' | 'onPowerEvent' | 'close'>

/** The delays and failures that a test or a scale run has asked for. */
export function callScript(delayMs: number) {
  const failures = new Map<FakeMethod, Error[]>()
  const calls = new Map<FakeMethod, number>()
  return {
    handles: {
      failNext: (method: FakeMethod, error: Error) => {
        failures.set(method, [...(failures.get(method) ?? []), error])
      },
      callsOf: (method: FakeMethod) => calls.get(method) ?? 0,
    },
    async call(method: FakeMethod): Promise<void> {
      calls.set(method, (calls.get(method) ?? 0) + 1)
      if (delayMs > 0) await pause(delayMs)
      const error = failures.get(method)?.shift()
      if (error !== undefined) throw error
    },
  }
}
