import type { Tone } from '#ui/status-badge'

const tones: Record<string, Tone> = {
  ACTIVE: 'good',
  BUILD: 'moving',
  REBOOT: 'moving',
  HARD_REBOOT: 'moving',
  REBUILD: 'moving',
  RESIZE: 'moving',
  REVERT_RESIZE: 'moving',
  PASSWORD: 'moving',
  MIGRATING: 'moving',
  ERROR: 'bad',
  SHUTOFF: 'idle',
  PAUSED: 'idle',
  SUSPENDED: 'idle',
  SHELVED: 'idle',
  SHELVED_OFFLOADED: 'idle',
  DELETED: 'idle',
}

/** The statuses that a list can be narrowed to: those in which servers rest, and those that they are on their way through. */
export const statusChoices = [
  'ACTIVE',
  'SHUTOFF',
  'ERROR',
  'BUILD',
  'PAUSED',
  'SUSPENDED',
  'VERIFY_RESIZE',
  'RESIZE',
  'RESCUE',
  'SHELVED',
  'SHELVED_OFFLOADED',
  'SOFT_DELETED',
] as const

/** What kind of news a server's status is. */
export const toneOf = (status: string): Tone => tones[status] ?? 'warn'

/** Whether a server is on its way from one state to another. */
export const isMoving = (server: { status: string; taskState: string | null }): boolean =>
  server.taskState !== null || toneOf(server.status) === 'moving'
