/** Where the time comes from; tests bring a clock that they turn by hand. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** `date` as OpenStack's compute API writes it: whole seconds, `Z`. */
export const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** `date` as Nova writes times in actions and Keystone nearly so: microseconds without a zone. */
export const isoMicros = (date: Date): string => `${date.toISOString().slice(0, 23)}000`
