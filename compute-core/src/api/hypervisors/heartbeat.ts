import type { Heartbeat } from '#store/host-search'
import type { ComputeDeps } from '../compute-deps.ts'

/** By what a host counts as up now. */
export const heartbeatOf = ({ clock, config }: Pick<ComputeDeps, 'clock' | 'config'>): Heartbeat => ({
  now: clock.now(),
  downAfterSeconds: config.service_down_time,
})
