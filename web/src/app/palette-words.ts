import type { CommandName, Found } from '#shared/bff'
import { t } from '#ui/i18n'

/** What somebody may ask for in words before the name of a server: "delete web-5". */
export interface ServerWord {
  word: string
  /** The same in English, which is understood in every language: it is what the API and the documentation say. */
  english: string
  /** The command to the server, or the page of it that is opened. */
  does: { command: CommandName } | { tab: 'console' | 'log' | 'activity' | 'metrics' }
}

/** The words, the longest first: "hard reboot" before "reboot". */
export const serverWords: readonly ServerWord[] = (
  [
    ['delete', t('delete'), { command: 'delete' }],
    ['start', t('start'), { command: 'start' }],
    ['stop', t('stop'), { command: 'stop' }],
    ['reboot', t('reboot'), { command: 'softReboot' }],
    ['hard reboot', t('hard reboot'), { command: 'hardReboot' }],
    ['pause', t('pause'), { command: 'pause' }],
    ['unpause', t('unpause'), { command: 'unpause' }],
    ['suspend', t('suspend'), { command: 'suspend' }],
    ['resume', t('resume'), { command: 'resume' }],
    ['resize', t('resize'), { command: 'resize' }],
    ['rebuild', t('rebuild'), { command: 'rebuild' }],
    ['rescue', t('rescue'), { command: 'rescue' }],
    ['lock', t('lock'), { command: 'lock' }],
    ['unlock', t('unlock'), { command: 'unlock' }],
    ['shelve', t('shelve'), { command: 'shelve' }],
    ['unshelve', t('unshelve'), { command: 'unshelve' }],
    ['snapshot', t('snapshot'), { command: 'createImage' }],
    ['back up', t('back up'), { command: 'createBackup' }],
    ['console', t('console'), { tab: 'console' }],
    ['log', t('log'), { tab: 'log' }],
    ['metrics', t('metrics'), { tab: 'metrics' }],
    ['activity', t('activity'), { tab: 'activity' }],
  ] as const
)
  .map(([english, word, does]): ServerWord => ({ english, word, does }))
  .toSorted((a, b) => b.word.length - a.word.length)

/**
 * What was typed, taken apart: a word that says what to do, and what to do it to. Without such a word everything is what is looked for.
 * In other languages the verb may come last: "web-5 löschen".
 */
export function readWish(text: string): { wish: ServerWord | undefined; rest: string } {
  const typed = text.trim()
  const said = typed.toLowerCase()
  for (const wish of serverWords) {
    for (const word of [wish.word.toLowerCase(), wish.english])
      if (said.startsWith(`${word} `)) return { wish, rest: typed.slice(word.length + 1).trim() }
    const last = wish.word.toLowerCase()
    if (last !== wish.english && said.endsWith(` ${last}`)) return { wish, rest: typed.slice(0, -last.length).trim() }
  }
  return { wish: undefined, rest: typed }
}

/** Those of `found`, which were looked for a moment ago, that are still meant by what is typed now: Enter must not take another one. */
export const stillMeant = (found: readonly Found[], rest: string): Found[] =>
  found.filter(({ id, name, addresses }) =>
    [id, name, ...addresses].some((word) => word.toLowerCase().includes(rest.toLowerCase())),
  )

/** Those that are called as is typed, the best of them first: by their whole name, by its beginning, by a part of it, by another word for it. */
export function bestFor<Named extends { label?: string; keywords?: string | string[] }>(
  typed: string,
  all: readonly Named[],
): Named[] {
  const wanted = typed.trim().toLowerCase()
  const rank = ({ label = '', keywords = [] }: Named) => {
    const name = label.toLowerCase()
    if (name === wanted) return 0
    if (name.startsWith(wanted)) return 1
    if (name.includes(wanted)) return 2
    return [keywords].flat().some((word) => word.toLowerCase().includes(wanted)) ? 3 : undefined
  }
  if (wanted === '') return [...all]
  const ranked = all.flatMap((one) => {
    const at = rank(one)
    return at === undefined ? [] : [{ one, at }]
  })
  return ranked.toSorted((a, b) => a.at - b.at).map(({ one }) => one)
}
