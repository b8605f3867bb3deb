import { liveLine, type LiveLine, type LiveSource, type LiveWord } from './live-line.ts'

/** What a tab tells the holder of the stream. */
export type TabWord =
  /** It is there, said again and again. `isBack`: it has heard the stream before and may have missed something. */
  | { kind: 'here'; isAdmin: boolean; isBack: boolean }
  /** It goes. */
  | { kind: 'leaving' }
  /** Somebody has signed in there, or does not want to wait. */
  | { kind: 'retry' }

/** How often a tab says that it is there. */
export const hereMs = 30_000
/** A browser slows a hidden tab down to one turn a minute; one that says nothing for longer has crashed or is frozen. */
const goneMs = 200_000

/** Whoever holds the only stream of the browser: it serves tabs, each under a name. */
export interface LiveHolder {
  hear(tab: string, word: TabWord): void
  close(): void
}

/**
 * Opens the stream for the first tab, closes it after the last, and tells all of them what it hears; `to` is null for all. `onGone` hears
 * of each tab that has left or says nothing any more.
 */
export function liveHolder(
  open: (url: string) => LiveSource,
  tell: (to: string | null, word: LiveWord) => void,
  onGone: (tab: string) => void = () => undefined,
): LiveHolder {
  const tabs = new Map<string, { isAdmin: boolean; heardMs: number }>()
  let line: LiveLine | undefined
  const wantsAdmin = () => [...tabs.values()].some(({ isAdmin }) => isAdmin)
  const forget = (tab: string) => {
    tabs.delete(tab)
    onGone(tab)
    if (tabs.size > 0) return line?.setAdmin(wantsAdmin())
    line?.close()
    line = undefined
  }
  const sweep = setInterval(() => {
    for (const [tab, { heardMs }] of tabs) if (Date.now() - heardMs > goneMs) forget(tab)
  }, goneMs / 4)

  function here(tab: string, { isAdmin, isBack }: Extract<TabWord, { kind: 'here' }>) {
    const isNew = !tabs.has(tab)
    tabs.set(tab, { isAdmin, heardMs: Date.now() })
    if (!line) line = liveLine(open, (word) => tell(null, word), { isAdmin })
    else {
      line.setAdmin(wantsAdmin())
      const state = line.state()
      // A page that is only shown to somebody who is signed in knows better.
      if (isNew && state?.kind === 'signed-out') line.retry()
      else if (isNew && state) tell(tab, state)
    }
    if (isNew && isBack) tell(tab, { kind: 'resync' })
  }

  return {
    hear(tab, word) {
      if (word.kind === 'here') here(tab, word)
      else if (word.kind === 'retry') line?.retry()
      else forget(tab)
    },
    close() {
      clearInterval(sweep)
      line?.close()
    },
  }
}
