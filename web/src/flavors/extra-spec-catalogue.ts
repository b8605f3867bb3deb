import { extraSpecProblem, registeredSpec } from '@kilonova/compute-core/domain/flavor/extra-spec-rules'
import { registeredExtraSpecs } from '@kilonova/compute-core/domain/flavor/registered-extra-specs'
import { standardTraits } from '@kilonova/compute-core/domain/flavor/standard-traits'
import { t } from '#ui/i18n'
import type { KnownKeys } from '#ui/key-value-editor'
import { explained } from './extra-spec-words.ts'

const isWithoutEffect = /^(vmware|resources|capabilities:(?!hypervisor_|vcpus_total|total_usable_|cpu_info))/

/** The names that are offered: those that have an effect here, and of what is numbered the first. */
const offeredKeys: readonly string[] = [
  ...registeredExtraSpecs
    .map(({ name }) => name.replace('{num}', '0'))
    .filter((name) => !name.includes('{') && !isWithoutEffect.test(name)),
  ...[...standardTraits].map((trait) => `trait:${trait}`),
]

/** What this extra spec does in this cloud; what nobody knows is told too. */
export function explainExtraSpec(key: string): string | undefined {
  const name = key.trim()
  if (name === '') return undefined
  const spec = registeredSpec(name)
  if (spec) return explained(spec.name)
  if (keyProblem(name) !== null) return undefined
  if (name.includes(':')) return t('The cloud does not know it and does nothing with it. It is kept.')
  return t(
    'The cloud does not know it. Once an aggregate has this key in its metadata, only hosts of aggregates with this value are chosen.',
  )
}

/** Why nothing can be called so; null where something can. */
function keyProblem(key: string): string | null {
  const name = key.trim()
  // Beside a value that anything may be, only the name can be wrong.
  if (extraSpecProblem(name, 'true')?.kind !== 'unknown') return null
  return t('There is no extra spec {{key}}. Look for a slip in its name.', { key: name })
}

/** Why a value cannot be that of a key; null where it can, as any can be of an unknown key. */
function valueProblem(key: string, value: string): string | null {
  const name = key.trim()
  const problem = extraSpecProblem(name, value)
  switch (problem?.kind) {
    case 'not-boolean':
      return t('{{key}} is one of {{values}}.', { key: name, values: 'true, false' })
    case 'not-one-of':
      return t('{{key}} is one of {{values}}.', { key: name, values: problem.values.join(', ') })
    case 'not-within':
      return rangeProblem(name, problem)
    case 'no-match':
      return t('{{key}} is not written like this. It matches {{pattern}}.', { key: name, pattern: problem.pattern })
    case 'unknown':
    case undefined:
      return null
  }
}

function rangeProblem(key: string, { min, max }: { min: number | undefined; max: number | undefined }): string {
  if (min === undefined) return t('{{key}} is a whole number.', { key })
  if (max === undefined) return t('{{key}} is a whole number of at least {{least}}.', { key, least: min })
  return t('{{key}} is a whole number from {{least}} to {{most}}.', { key, least: min, most: max })
}

const yesOrNo = ['true', 'false']

/** All that is known of extra specs, from the one place by which compute checks them. */
export const knownExtraSpecs: KnownKeys = {
  keys: offeredKeys,
  valuesOf: (key) => {
    const spec = registeredSpec(key.trim())
    return spec?.type === 'bool' ? yesOrNo : (spec?.oneOf ?? [])
  },
  explain: explainExtraSpec,
  keyProblem,
  valueProblem,
}

/** What is wrong with the first of these lines that is wrong; null if none is. */
export function extraSpecsProblem(lines: readonly { key: string; value: string }[]): string | null {
  for (const { key, value } of lines) {
    const problem = key.trim() === '' ? null : (keyProblem(key) ?? valueProblem(key, value))
    if (problem) return problem
  }
  return null
}
