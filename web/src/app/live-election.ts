/** How a tab takes part in the choice of the one that holds the stream. */
export interface Candidate {
  /** From now on it is this tab. */
  onLead(): void
  /** It is no longer this tab: another one leads, or nobody does yet. */
  onStepDown(isLed: boolean): void
}

/** What candidates tell each other. */
export type ElectionWord =
  | { kind: 'stands'; name: string }
  | { kind: 'leads'; name: string; term: number }
  | { kind: 'left' }

/** How long a leader has to say that it is there: one that says nothing is frozen or gone. Words wake a hidden tab; only its timers are slow. */
export const answerMs = 1_000
/** How often the others ask whether it is still there. */
export const askMs = 10_000

/**
 * Chooses one of the tabs without the browser's locks, which plain http does not have: whoever wants to lead says so, and does where
 * nobody objects in time. A leader objects, and so does a candidate whose name comes first. Where two lead, because one was frozen
 * meanwhile, the one that began later goes on: it is the one that has served the tabs.
 */
export function election(name: string, tell: (word: ElectionWord) => void, { onLead, onStepDown }: Candidate) {
  let state: 'follows' | 'stands' | 'leads' = 'follows'
  let term = 0
  let waiting: ReturnType<typeof setTimeout> | undefined
  const follow = (isLed: boolean) => {
    clearTimeout(waiting)
    const wasLeading = state === 'leads'
    state = 'follows'
    if (wasLeading) onStepDown(isLed)
  }
  const lead = () => {
    state = 'leads'
    term++
    tell({ kind: 'leads', name, term })
    onLead()
  }
  const stand = () => {
    if (state !== 'follows') return
    state = 'stands'
    tell({ kind: 'stands', name })
    waiting = setTimeout(lead, answerMs)
  }
  const meet = (other: Extract<ElectionWord, { kind: 'leads' }>) => {
    const isMine = state === 'leads' && (term > other.term || (term === other.term && name < other.name))
    if (isMine) return tell({ kind: 'leads', name, term })
    term = Math.max(term, other.term)
    follow(true)
  }
  const asking = setInterval(stand, askMs)
  stand()
  const resign = () => {
    if (state === 'leads') tell({ kind: 'left' })
    follow(false)
  }
  return {
    hear(word: ElectionWord) {
      if (word.kind === 'leads') meet(word)
      else if (word.kind === 'left') stand()
      else if (state === 'leads') tell({ kind: 'leads', name, term })
      else if (state === 'stands' && word.name < name) follow(false)
      else if (state === 'stands') tell({ kind: 'stands', name })
    },
    /** Takes part again, after a pause. */
    stand,
    /** Gives the lead back where this tab has it; it takes no part until it stands again or the others are asked. */
    resign,
    leave() {
      clearInterval(asking)
      resign()
    },
  }
}
