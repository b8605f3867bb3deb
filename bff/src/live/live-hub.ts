import { randomUUID } from 'node:crypto'
import { viewServerChange } from '@kilonova/compute-core/api/servers/view-server-change'
import type { Cloud, CloudEvent } from '../cloud/cloud.ts'
import { refusalsOf } from '../resources/server-refusals.ts'
import { asUtc } from '../resources/server-view.ts'
import type { Role } from './may-hear.ts'

/** What a browser is told of one change. */
export interface LiveChange {
  topic: string
  id: string
  projectId: string | null
  change: 'created' | 'updated' | 'deleted'
  /** What lists show of it now, in the words of its API: in its project, by what the person is there. */
  patch?: Readonly<Record<string, unknown>>
  /** What of this the pages of administrators show otherwise. One stream serves all tabs of a browser, and so both kinds of pages. */
  adminPatch?: Readonly<Record<string, unknown>>
  /** Only the pages of administrators show it: nobody else would have told this person. */
  isForAdmins?: true
}

/** By what somebody hears of a change: what they are in its project, and whether as an administrator of everything, or only as one. */
export interface Hearing {
  role: Role
  asAdmin: 'no' | 'also' | 'only'
}

/** A change, and what is heard of it, as JSON: made once for all streams. */
export interface HubChange {
  event: CloudEvent
  wordFor(hearing: Hearing): string
}

/** The changes of a moment. `id` is the place after them in the course of events. */
export interface Batch {
  id: string
  changes: readonly HubChange[]
}

/** The place of all streams of a process where events are gathered, once. */
export interface LiveHub {
  /** The place in the course of events after the last batch. */
  position(): string
  /** The batches after `position`; undefined where that is not known any more, or of another process. */
  since(position: string): readonly Batch[] | undefined
  /** Calls `listener` with every batch from now on. Returns the way to stop. */
  follow(listener: (batch: Batch) => void): () => void
  /** How many streams follow it now. */
  streams(): number
}

/** Changes to one thing within this time are told once. */
const gatherMs = 100
/** How many changes are kept for those whose connection breaks. */
const keptChanges = 2_000

const hubs = new WeakMap<Cloud['events'], LiveHub>()

/** The hub over `events`: the same one for everybody who asks. It begins with the first who does. */
export function hubOver(events: Cloud['events']): LiveHub {
  const hub = hubs.get(events) ?? makeHub(events)
  hubs.set(events, hub)
  return hub
}

function makeHub(events: Cloud['events']): LiveHub {
  const start = randomUUID().slice(0, 8)
  const listeners = new Set<(batch: Batch) => void>()
  const kept: Batch[] = []
  let keptCount = 0
  let oldest = 0
  let newest = 0
  let gathered = new Map<string, CloudEvent>()
  const idOf = (place: number) => `${start}-${place}`

  const close = () => {
    const batch = { id: idOf(++newest), changes: [...gathered.values()].map(hubChange) }
    gathered = new Map()
    kept.push(batch)
    keptCount += batch.changes.length
    while (keptCount > keptChanges) {
      keptCount -= kept.shift()!.changes.length
      oldest++
    }
    for (const listener of listeners) listener(batch)
  }
  events.subscribe((event) => {
    if (gathered.size === 0) setTimeout(close, gatherMs)
    const key = keyOf(event)
    gathered.set(key, joined(gathered.get(key), event))
  })
  return {
    position: () => idOf(newest),
    since(position) {
      const place = position.startsWith(`${start}-`) ? Number(position.slice(start.length + 1)) : Number.NaN
      return place >= oldest && place <= newest ? kept.slice(place - oldest) : undefined
    },
    follow(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    streams: () => listeners.size,
  }
}

/** What makes two events be about the same thing: of actions a server has several. */
const keyOf = ({ topic, subjectId, projectId, shown }: CloudEvent): string =>
  [topic, subjectId, projectId, topic === 'action' ? shown?.['id'] : ''].join(' ')

/** The later of two events; what was created a moment ago is still new. */
const joined = (earlier: CloudEvent | undefined, later: CloudEvent): CloudEvent =>
  earlier?.change === 'created' && later.change === 'updated' ? { ...later, change: 'created' } : later

function hubChange(event: CloudEvent): HubChange {
  const words = new Map<string, string>()
  return {
    event,
    wordFor(hearing) {
      const key = `${hearing.role} ${hearing.asAdmin}`
      const word = words.get(key) ?? JSON.stringify(liveChange(event, hearing))
      words.set(key, word)
      return word
    },
  }
}

function liveChange(
  { topic, subjectId, projectId, change, shown }: CloudEvent,
  { role, asAdmin }: Hearing,
): LiveChange {
  // Only of servers one role sees more than another.
  const patchFor = (seenBy: Role) => (shown && topic === 'server' ? patchOfServer(shown, seenBy) : shown)
  const [patch, forAdmin] = [patchFor(role), asAdmin === 'no' || role === 'admin' ? null : patchFor('admin')]
  return {
    topic,
    id: subjectId,
    projectId,
    change,
    ...(patch && { patch }),
    ...(patch && forAdmin && topic === 'server' && { adminPatch: differing(patch, forAdmin) }),
    ...(asAdmin === 'only' && { isForAdmins: true as const }),
  }
}

/** The fields of `now` that are others in `before`. */
const differing = (before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  )

/** What lists show of a server, with what those who have `role` can do with it now. */
function patchOfServer(shown: NonNullable<CloudEvent['shown']>, role: Role) {
  const server = viewServerChange(shown, role === 'admin')
  return {
    ...server,
    'OS-SRV-USG:launched_at': asUtc(server['OS-SRV-USG:launched_at']),
    refusals: refusalsOf(server, { roles: [role] }),
  }
}
