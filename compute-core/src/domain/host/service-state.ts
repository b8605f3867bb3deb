/** A host's service is up while it is not forced down and its last sign of life is young enough. */
export function isUp(host: { forcedDown: boolean; lastSeenAt: Date }, now: Date, downAfterSeconds: number): boolean {
  return !host.forcedDown && Math.abs(now.getTime() - host.lastSeenAt.getTime()) <= downAfterSeconds * 1000
}

/** The number that stands for a UUID at versions that had numbers for ids: the same for ever, in 31 bits. */
export const numberOf = (uuid: string): number => Number.parseInt(uuid.replaceAll('-', '').slice(0, 8), 16) >>> 1 || 1
