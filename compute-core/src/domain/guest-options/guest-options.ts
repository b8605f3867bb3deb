import { readGuestAgent } from './switches.ts'
import type { GuestOptionSource } from './wish.ts'

const readers = {
  guestAgent: readGuestAgent,
} as const satisfies Record<string, (source: GuestOptionSource) => unknown>

/** Everything about a guest's hardware that a flavor's extra specs and an image's properties choose; undefined is the usual. */
export type GuestOptions = { readonly [Option in keyof typeof readers]: ReturnType<(typeof readers)[Option]> }

/** The options of a guest, or the refusal of the first that is wrong, impossible, or wished for differently by flavor and image. */
export function guestOptions(source: GuestOptionSource): GuestOptions {
  return Object.fromEntries(Object.entries(readers).map(([option, read]) => [option, read(source)])) as GuestOptions
}
