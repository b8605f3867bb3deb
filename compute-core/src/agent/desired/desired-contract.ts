import { z } from 'zod'
import type { PortInfo } from '#domain/server/server'
import type { ServerId } from '#platform/ids'

// What a host has to know of its servers is one document with a generation. An agent pulls it when a command says that it has changed, at
// its start and by its clock, makes it true, and tells how far it has come. A pull says what has changed since the one before.

/** What a host has to know of one server: the whole of it, not what has changed. */
export interface DesiredServer {
  serverId: ServerId
  ports: readonly PortInfo[]
}

/** The document, or what of it is new. */
export interface DesiredState {
  generation: number
  /** All servers of the host are told: one that is missing has nothing here. */
  isWhole: boolean
  servers: readonly DesiredServer[]
  /** The servers that have changed and have nothing here any more. */
  gone: readonly ServerId[]
}

/** How far a host has come: all up to this generation is true there, but for what it has trouble with. */
export interface Reached {
  generation: number
  troubles: readonly { serverId: ServerId; message: string }[]
}

/** The document of one host, wherever it is kept. */
export interface DesiredStates {
  /** What is new since that generation; all of it for 0, and wherever it is not known what is new. */
  desired(since: number): Promise<DesiredState>
  reached(report: Reached): Promise<void>
}

/** More troubles than an administrator reads are no more use to anybody. */
const mostTroubles = 100
const longestMessage = 500

/** What an agent reports, as it is taken from a host that may be anybody's by now. */
export const reachedBody = z.strictObject({
  generation: z.int().min(0),
  troubles: z.array(z.strictObject({ serverId: z.uuid(), message: z.string().max(longestMessage) })).max(mostTroubles),
})

/** `report` within the bounds that `reachedBody` has. */
export const withinBounds = ({ generation, troubles }: Reached): Reached => ({
  generation,
  troubles: troubles
    .slice(0, mostTroubles)
    .map(({ serverId, message }) => ({ serverId, message: message.slice(0, longestMessage) })),
})
