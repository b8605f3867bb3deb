import { invalid } from '#platform/errors'
import { type Fields, history } from '#platform/service/history'

const network = ['fixed_ips', 'floating_ips', 'security_groups', 'security_group_rules']
const injected = ['injected_files', 'injected_file_content_bytes', 'injected_file_path_bytes']

/** An older view gets back what the newest only carries for it under `kept`. */
const giveBack =
  (names: readonly string[]) =>
  (view: Fields): Fields => {
    const kept = view['kept'] as Fields
    return { ...view, ...Object.fromEntries(names.map((name) => [name, kept[name]])) }
  }

/** What a project's quota looked like before. Newest first. */
export const quotaSetHistory = history([
  { since: '2.57', what: 'Quotas of injected files are gone.', downgradeView: giveBack(injected) },
  { since: '2.36', what: 'Quotas of networks are gone.', downgradeView: giveBack(network) },
])

/** What a class's quota looked like before. Newest first. */
export const quotaClassHistory = history([
  { since: '2.57', what: 'Quotas of injected files are gone.', downgradeView: giveBack(injected) },
  {
    since: '2.50',
    what: 'Classes show server groups; quotas of networks are gone.',
    downgradeView: ({ server_groups: _groups, server_group_members: _members, ...view }) => giveBack(network)(view),
  },
])

/** The resources that a view of this history does not show at its newest. */
export const keptResources = [...network, ...injected]

/** Refuses a limit that the API does not have at this version. */
export function assertKnownAt(kind: 'set' | 'class', version: number, names: readonly string[]): void {
  const gone = new Set([...(version >= 57 ? injected : []), ...(version >= (kind === 'set' ? 36 : 50) ? network : [])])
  const late = names.find((name) => gone.has(name))
  if (late) throw invalid(`Invalid input for field/attribute ${late}. It is not known at this microversion.`, late)
}
