import { atMost } from '#platform/at-most'

// Claims wait in the database for their provider's row, and ports for their subnet's. Who waits there holds a connection that the one
// ahead may need; who waits here holds nothing. So a burst of builds queues here, for this whole process.

/** Makes claims a few at a time. */
export const claimInTurn = atMost(4)

/** Binds ports a few at a time. */
export const bindInTurn = atMost(2)
