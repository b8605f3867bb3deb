import type { Tone } from '#ui/status-badge'

const tones: Record<string, Tone> = {
  ACTIVE: 'good',
  BUILD: 'moving',
  REBOOT: 'moving',
  HARD_REBOOT: 'moving',
  ERROR: 'bad',
  SHUTOFF: 'idle',
  DELETED: 'idle',
}

/** What kind of news a server's status is. */
export const toneOf = (status: string): Tone => tones[status] ?? 'warn'

/** Whether a server is on its way from one state to another. */
export const isMoving = (server: { status: string; taskState: string | null }): boolean =>
  server.taskState !== null || toneOf(server.status) === 'moving'
