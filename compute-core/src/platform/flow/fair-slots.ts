/** Whose turn a piece of work takes, and how urgent it is. */
export interface Turn {
  /** Projects take turns; what belongs to none has the empty one. */
  projectId: string
  priority: Priority
}

/** What nobody asked for, or an older version that knew of no turns. */
export const ofNobody: Turn = { projectId: '', priority: 'usual' }

/** `first`: before everybody else's. `next`: before the other work of its own project. */
const priorities = ['first', 'next', 'usual'] as const
export type Priority = (typeof priorities)[number]

/** A place in which work is done. It is given back once; in between, its holder may yield it for a while. */
export interface Slot {
  /** Gives the place to others while `wait` lasts, and has one again before it returns. */
  yieldWhile<T>(wait: () => Promise<T>): Promise<T>
  release(): void
}

/** Places for work, fewer than there is work. */
export interface FairSlots {
  /** Resolves when it is the turn of this work. */
  take(turn: Turn): Promise<Slot>
  /** How many wait for their turn, of one project or of all. */
  waiting(projectId?: string): number
  /** How many have a place, and how many have yielded theirs. */
  held(): { running: number; blocked: number }
  /** When a place was given or given back last. */
  movedAt(): number
}

interface Waiting {
  give: (slot: void) => void
  priority: Priority
}

/**
 * `limit` places. Projects take turns for them, and within a project deletes come before the rest: a long queue of one delays nobody else.
 * Nor do long operations: no project holds more than three quarters of the places, and an eighth is kept for what is urgent.
 */
export function fairSlots(limit: number, now: () => number = Date.now): FairSlots {
  const perProject = Math.ceil(limit * 0.75)
  const unlessUrgent = limit - Math.floor(limit / 8)
  // In the order of their turns: who was given a place goes to the end.
  const lines = new Map<string, Waiting[]>()
  const holds = new Map<string, number>()
  let running = 0
  let blocked = 0
  let movedAt = now()

  function occupy(projectId: string, by: 1 | -1): void {
    running += by
    const held = (holds.get(projectId) ?? 0) + by
    if (held === 0) holds.delete(projectId)
    else holds.set(projectId, held)
    movedAt = now()
  }

  /** The line whose turn it is, first of what goes before everybody else. */
  function nextLine(): string | undefined {
    if (running >= limit) return undefined
    const mayTake = (projectId: string, [head]: Waiting[]) =>
      (holds.get(projectId) ?? 0) < perProject && (head!.priority !== 'usual' || running < unlessUrgent)
    let turn: string | undefined
    for (const [projectId, line] of lines) {
      if (!mayTake(projectId, line)) continue
      if (line[0]!.priority === 'first') return projectId
      turn ??= projectId
    }
    return turn
  }

  function giveOut(): void {
    for (let projectId = nextLine(); projectId !== undefined; projectId = nextLine()) {
      const line = lines.get(projectId)!
      const { give } = line.shift()!
      lines.delete(projectId)
      if (line.length > 0) lines.set(projectId, line)
      occupy(projectId, 1)
      give()
    }
  }

  function queue({ projectId, priority }: Turn, isBack: boolean): Promise<void> {
    return new Promise((give) => {
      const line = lines.get(projectId) ?? []
      lines.set(projectId, line)
      // Who comes back has begun already, and is nearly done.
      const rank = (one: Priority) => priorities.indexOf(one)
      const isBehind = (other: Waiting) =>
        rank(other.priority) > rank(priority) || (isBack && other.priority === priority)
      const at = line.findIndex(isBehind)
      line.splice(at === -1 ? line.length : at, 0, { give, priority })
      giveOut()
    })
  }

  return {
    async take(turn) {
      await queue(turn, false)
      return {
        async yieldWhile(wait) {
          occupy(turn.projectId, -1)
          blocked++
          giveOut()
          try {
            return await wait()
          } finally {
            blocked--
            await queue(turn, true)
          }
        },
        release() {
          occupy(turn.projectId, -1)
          giveOut()
        },
      }
    },
    waiting: (projectId) =>
      projectId === undefined
        ? [...lines.values()].reduce((sum, { length }) => sum + length, 0)
        : (lines.get(projectId)?.length ?? 0),
    held: () => ({ running, blocked }),
    movedAt: () => movedAt,
  }
}
