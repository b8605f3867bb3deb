import { type CloudError, failed } from '#platform/errors'
import { type CommandKind, type Commands, purposes } from './command-contract.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A disk or an image of terabytes over a slow line, and its turn at a busy host before that. */
const copies = 12 * hourMs
/** Moments by itself, but its server may be in the midst of a copy, which is waited for. */
const afterCopies = 3 * hourMs
/** Moments; minutes on a host that has far too much to do. */
const moments = 30 * minuteMs
/** A person waits. */
const looks = 2 * minuteMs

/** Those that are not done in moments. */
const limits: Readonly<Partial<Record<CommandKind, number>>> = {
  'desired-state': afterCopies,
  'nics-unplug': afterCopies,
  'disks-create': copies,
  'disks-delete': afterCopies,
  'disks-resize': copies,
  'disks-revert-resize': afterCopies,
  'disks-confirm-resize': afterCopies,
  'disks-rebuild': copies,
  'disks-rescue': copies,
  'disks-unrescue': afterCopies,
  'guest-destroy': afterCopies,
  'guest-end-grace': looks,
  'guest-power-off': afterCopies,
  // Memory is as large as a disk.
  'guest-suspend': copies,
  'guest-resume': copies,
  'guest-diagnostics': looks,
  'guest-cpus': looks,
  'host-power': looks,
  'snapshot-make': copies,
  'snapshot-upload': copies,
  'snapshot-discard': afterCopies,
  'image-cache': copies,
  'console-log': looks,
}

/**
 * How long a host has for a command at most, whatever its agent says meanwhile: an agent that is broken, or hostile, is not waited for
 * for ever. The time that the command itself gives a guest comes on top.
 */
export function deadlineMs<Kind extends CommandKind>(kind: Kind, params: Commands[Kind]['params']): number {
  const { graceMs = 0 } = params as { graceMs?: number }
  return (limits[kind] ?? moments) + graceMs
}

/** What is said of a command that has not ended in its time; which host it was is for administrators. */
export const overdue = (hostName: string, kind: CommandKind, limitMs: number): CloudError =>
  failed(
    `The host could not ${purposes[kind]} within ${inWords(limitMs)}. Try again; administrators are shown the reason.`,
    `The agent of host ${hostName} still says that the command ${kind} is running. Look into its log, and start it anew if it hangs.`,
  )

function inWords(ms: number): string {
  const [amount, unit] = ms % hourMs === 0 ? [ms / hourMs, 'hour'] : [Math.ceil(ms / minuteMs), 'minute']
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
