import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** A project with how many of the things are its. */
export interface Owner {
  name: string
  count: number
}

/** Whose these things are, the project with the most first; one whose name is not known has its id. */
export function ownersOf(
  things: readonly { projectId: string; projectName?: string | null | undefined }[],
): readonly Owner[] {
  const byProject = Map.groupBy(things, ({ projectId }) => projectId)
  return [...byProject]
    .map(([id, its]) => ({ name: its[0]!.projectName ?? id, count: its.length }))
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

const shownOwners = 5

/** "alpha 3, beta 3". */
export function ownersInShort(owners: readonly Owner[]): string {
  const said = owners.slice(0, shownOwners).map(({ name, count }) => `${name} ${formatNumber(count)}`)
  const left = owners.slice(shownOwners).reduce((sum, { count }) => sum + count, 0)
  const rest = left > 0 ? [t('others {{number}}', { number: formatNumber(left) })] : []
  return [...said, ...rest].join(', ')
}
