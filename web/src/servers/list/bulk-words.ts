import type { CommandName } from '#shared/bff'
import { type Owner, ownersInShort } from '#shared/owners'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** "web-1", "web-1 and web-2", "web-1 and 6 others". */
export function inWords(names: readonly string[], count: number): string {
  const [first, second] = names
  if (first === undefined) return t('All {{count}} servers that match', { count })
  if (count === 1) return first
  if (count === 2 && second !== undefined) return t('{{first}} and {{second}}', { first, second })
  return t('{{first}} and {{count}} others', { first, count: count - 1 })
}

type Sentence = (servers: string) => string

/** What becomes of servers, of one and of several: only what cannot be taken back is said before it begins. */
const consequences: Partial<Record<CommandName, readonly [one: Sentence, several: Sentence]>> = {
  delete: [
    (servers) =>
      t('{{servers}} will be deleted. Its disk is lost, its addresses and its quota are released.', { servers }),
    (servers) =>
      t('{{servers}} will be deleted. Their disks are lost, their addresses and their quota are released.', {
        servers,
      }),
  ],
  deleteNow: [
    (servers) =>
      t('{{servers}} will be deleted for good. Its disk is lost, and it cannot be restored any more.', { servers }),
    (servers) =>
      t('{{servers}} will be deleted for good. Their disks are lost, and they cannot be restored any more.', {
        servers,
      }),
  ],
  shelveOffload: [
    (servers) =>
      t('{{servers}} will be removed from its host. The image that was made when it was shelved is kept.', { servers }),
    (servers) =>
      t('{{servers}} will be removed from their hosts. The images that were made when they were shelved are kept.', {
        servers,
      }),
  ],
}

/** The sentence about what becomes of these servers; undefined where nothing is lost. */
export function consequenceOf(name: CommandName, names: readonly string[], count: number): string | undefined {
  const sentences = consequences[name]
  return sentences?.[count === 1 ? 0 : 1](inWords(names, count))
}

/** "6 servers of 2 projects: alpha 3, beta 3". */
export function ownersInWords(owners: readonly Owner[]): string {
  const count = owners.reduce((sum, owner) => sum + owner.count, 0)
  const [first, ...others] = owners
  if (first === undefined) return ''
  if (others.length === 0) return t('{{count}} servers of the project {{name}}', { count, name: first.name })
  return t('{{count}} servers of {{projects}} projects: {{which}}', {
    count,
    projects: formatNumber(owners.length),
    which: ownersInShort(owners),
  })
}

/** From how many servers on somebody types how many are deleted: a slip of the hand must not do it. */
const typedFrom = 11

/** Whether the number has to be typed before this is done to so many servers, of one project or of several. */
export const isTyped = (name: CommandName, count: number, ofSeveral: boolean): boolean =>
  (name === 'delete' || name === 'deleteNow') && (count >= typedFrom || ofSeveral)

/** Whether somebody has typed this number, with or without what separates the thousands in their language. */
export const isCount = (typed: string, count: number): boolean => typed.replace(/[\s.,'’]/g, '') === String(count)
