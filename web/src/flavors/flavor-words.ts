import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import { t } from '#ui/i18n'

/** Who can use a flavor, in a word and in a sentence. */
export const accessOf = (flavor: FlavorView): { word: string; means: string } =>
  flavor['os-flavor-access:is_public']
    ? { word: t('Public'), means: t('Every project can use it.') }
    : { word: t('By project'), means: t('Only the projects that it was given to can use it, and administrators.') }

/** How many extra specs a flavor has. */
export const extraSpecCount = ({ extra_specs: specs = {} }: FlavorView): number => Object.keys(specs).length
