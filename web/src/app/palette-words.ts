import type { CommandName } from '#shared/bff'
import { t } from '#ui/i18n'

/** What somebody may ask for in words before the name of a server: "delete web-5". */
export interface ServerWord {
  word: string
  /** The command to the server, or the page of it that is opened. */
  does: { command: CommandName } | { tab: 'console' | 'log' | 'activity' | 'metrics' }
}

/** The words, the longest first: "hard reboot" before "reboot". */
export const serverWords: readonly ServerWord[] = (
  [
    [t('delete'), { command: 'delete' }],
    [t('start'), { command: 'start' }],
    [t('stop'), { command: 'stop' }],
    [t('reboot'), { command: 'softReboot' }],
    [t('hard reboot'), { command: 'hardReboot' }],
    [t('pause'), { command: 'pause' }],
    [t('unpause'), { command: 'unpause' }],
    [t('suspend'), { command: 'suspend' }],
    [t('resume'), { command: 'resume' }],
    [t('resize'), { command: 'resize' }],
    [t('rebuild'), { command: 'rebuild' }],
    [t('rescue'), { command: 'rescue' }],
    [t('lock'), { command: 'lock' }],
    [t('unlock'), { command: 'unlock' }],
    [t('shelve'), { command: 'shelve' }],
    [t('unshelve'), { command: 'unshelve' }],
    [t('snapshot'), { command: 'createImage' }],
    [t('back up'), { command: 'createBackup' }],
    [t('console'), { tab: 'console' }],
    [t('log'), { tab: 'log' }],
    [t('metrics'), { tab: 'metrics' }],
    [t('activity'), { tab: 'activity' }],
  ] as const
)
  .map(([word, does]): ServerWord => ({ word, does }))
  .toSorted((a, b) => b.word.length - a.word.length)

/** What was typed, taken apart: a word that says what to do, and what to do it to. Without such a word everything is what is looked for. */
export function readWish(text: string): { wish: ServerWord | undefined; rest: string } {
  const typed = text.trim()
  const wish = serverWords.find(({ word }) => typed.toLowerCase().startsWith(`${word.toLowerCase()} `))
  return { wish, rest: wish ? typed.slice(wish.word.length + 1).trim() : typed }
}
