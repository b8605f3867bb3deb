import { standardTraits } from '@kilonova/compute-core/domain/flavor/standard-traits'
import { t } from '#ui/i18n'
import type { KnownKeys } from '#ui/key-value-editor'

/** The key under which an aggregate's metadata has its zone: it is changed by itself. */
export const zoneKey = 'availability_zone'

interface KnownKey {
  explains: string
  /** Its values are numbers: whole ones that count something, or any. */
  isNumber?: 'whole' | 'any'
}

const weight = (explains: string): KnownKey => ({ explains, isNumber: 'any' })
const noRatio: KnownKey = {
  explains: t('It has no effect here: how much of a host is given out is set at the host, in placement.'),
}

/** What the scheduler reads of the metadata of aggregates. */
export const metadataKeys: Readonly<Record<string, KnownKey>> = {
  filter_tenant_id: {
    explains: t(
      'Only these projects may use the hosts: their IDs with commas between. More go into filter_tenant_id2 …',
    ),
  },
  instance_type: { explains: t('Only servers of these flavors may be on the hosts: their names with commas between.') },
  max_instances_per_host: { explains: t('So many servers may be on each host.'), isNumber: 'whole' },
  max_io_ops_per_host: {
    explains: t('So many servers may be built or copied on each host at once.'),
    isNumber: 'whole',
  },
  ram_weight_multiplier: weight(t('How much free memory counts in the choice of a host; less than 0 fills hosts up.')),
  cpu_weight_multiplier: weight(t('How much free CPUs count in the choice of a host; less than 0 fills hosts up.')),
  disk_weight_multiplier: weight(t('How much free disk counts in the choice of a host; less than 0 fills hosts up.')),
  io_ops_weight_multiplier: weight(t('How much it counts against a host that servers are built or copied on it.')),
  num_instances_weight_multiplier: weight(t('How much the number of servers on a host counts in its choice.')),
  soft_affinity_weight_multiplier: weight(t('How much it counts for a host that servers of the same group are on it.')),
  soft_anti_affinity_weight_multiplier: weight(
    t('How much it counts against a host that servers of the same group are on it.'),
  ),
  cpu_allocation_ratio: noRatio,
  ram_allocation_ratio: noRatio,
  disk_allocation_ratio: noRatio,
}

const isTrait = (key: string) => key.startsWith('trait:')

/** What a key of the metadata does: every key does something for whom a flavor asks for it. */
export function explainMetadata(key: string): string | undefined {
  const name = key.trim()
  if (name === '' || keyProblem(name) !== null) return undefined
  const known = metadataKeys[name.startsWith('filter_tenant_id') ? 'filter_tenant_id' : name]
  if (known) return known.explains
  if (isTrait(name)) return t('If it is “required”, only servers that ask for this trait may be on the hosts.')
  if (/^(hw|img|os)_/.test(name))
    return t(
      'Images with this property may be on the hosts only if theirs is one of these values, with commas between.',
    )
  return t('Flavors ask for it with the extra spec {{spec}}.', { spec: `aggregate_instance_extra_specs:${name}` })
}

function keyProblem(key: string): string | null {
  if (key.trim() !== zoneKey) return null
  return t('The availability zone is changed beside the facts of the aggregate.')
}

function valueProblem(key: string, value: string): string | null {
  const name = key.trim()
  if (value.length > 255) return t('A value has at most 255 characters.')
  if (isTrait(name) && value !== 'required')
    return t('{{key}} is one of {{values}}.', { key: name, values: 'required' })
  const { isNumber } = metadataKeys[name] ?? {}
  const parts = value.split(',').map((part) => part.trim())
  if (isNumber === 'whole' && !parts.every((part) => /^\d+$/.test(part)))
    return t('{{key}} is a whole number.', { key: name })
  if (isNumber === 'any' && !parts.every((part) => part !== '' && Number.isFinite(Number(part))))
    return t('{{key}} is a number.', { key: name })
  return null
}

/** All that is known of the metadata of aggregates. */
export const knownMetadata: KnownKeys = {
  keys: [...Object.keys(metadataKeys), ...[...standardTraits].map((trait) => `trait:${trait}`)],
  valuesOf: (key) => (isTrait(key.trim()) ? ['required'] : []),
  explain: explainMetadata,
  keyProblem,
  valueProblem,
}

/** What is wrong with the first of these lines that is wrong; null if none is. */
export function metadataProblem(lines: readonly { key: string; value: string }[]): string | null {
  for (const { key, value } of lines) {
    const problem = key.trim() === '' ? null : (keyProblem(key) ?? valueProblem(key, value))
    if (problem) return problem
  }
  return null
}

/** The metadata that is edited: all but the zone, in the order of the keys. */
export const editedMetadata = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata)
      .filter(([key]) => key !== zoneKey)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  )

/** What compute is sent so that `after` comes of `before`: null takes a key away, and what is as before is not touched. */
export const metadataChanges = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Record<string, string | null> => ({
  ...Object.fromEntries(Object.keys(before).flatMap((key) => (Object.hasOwn(after, key) ? [] : [[key, null]]))),
  ...Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
})
