import type { ComputeDeps } from '../../compute-deps.ts'

/** A measurement older than this says nothing about now: the server is off, or its host is silent. */
export const freshSince = ({ clock, config }: Pick<ComputeDeps, 'clock' | 'config'>): Date =>
  new Date(clock.now().getTime() - Math.max(90, 3 * config.metrics_interval) * 1000)
