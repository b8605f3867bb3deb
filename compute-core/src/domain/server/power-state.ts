/** Nova's power states and the numbers the wire has for them (`OS-EXT-STS:power_state`). */
export const powerStates = { pending: 0, running: 1, paused: 3, shutdown: 4, crashed: 6, suspended: 7 } as const

export type PowerState = keyof typeof powerStates
