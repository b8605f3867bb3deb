import type { Refused } from '#ui/error-notice'

/** How asking for one of several went. */
export type BulkOutcome = { is: 'asking' } | { is: 'asked' } | { is: 'refused'; error: Refused }

/** So many at once: enough to be quick, few enough to leave the cloud to others. */
const atOnce = 4

/** Asks for each thing, some at once, and tells how each went; one that is refused stops no other. */
export async function runBulk<Thing>(
  things: readonly Thing[],
  ask: (thing: Thing) => Promise<unknown>,
  tell: (thing: Thing, outcome: BulkOutcome) => void,
): Promise<void> {
  const waiting = [...things]
  const work = async () => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) {
      const current = thing
      tell(current, { is: 'asking' })
      await ask(current).then(
        () => tell(current, { is: 'asked' }),
        (error: Error) => tell(current, { is: 'refused', error }),
      )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
