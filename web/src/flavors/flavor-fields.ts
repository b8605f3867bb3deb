import type { FlavorView } from '@kilonova/compute-core/api/flavors/flavor-schema'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'

/** The fields of the form that makes a flavor; a number that is cleared is ''. */
export interface FlavorFields {
  name: string
  id: string
  vcpus: number | string
  ram: number | string
  disk: number | string
  ephemeral: number | string
  swap: number | string
  isPublic: boolean
  projectIds: string[]
  description: string
}

/** What the form begins with. */
export const newFlavor: FlavorFields = {
  name: '',
  id: '',
  vcpus: 1,
  ram: 1024,
  disk: 10,
  ephemeral: 0,
  swap: 0,
  isPublic: true,
  projectIds: [],
  description: '',
}

/** What the form for a copy of a flavor begins with; a name and an id it needs of its own. */
export const copyOf = (flavor: FlavorView, projectIds: readonly string[]): FlavorFields => ({
  name: '',
  id: '',
  vcpus: flavor.vcpus,
  ram: flavor.ram,
  disk: flavor.disk,
  ephemeral: flavor['OS-FLV-EXT-DATA:ephemeral'],
  swap: flavor.swap,
  isPublic: flavor['os-flavor-access:is_public'],
  projectIds: [...projectIds],
  description: flavor.description ?? '',
})

/** The largest number that compute takes of a size. */
const most = 2_147_483_647

const sizeProblem = (least: number) => (value: number | string) => {
  const isWhole = value !== '' && Number.isInteger(Number(value))
  if (isWhole && Number(value) >= least && Number(value) <= most) return null
  return t('Enter a whole number from {{least}} to {{most}}.', { least, most: formatNumber(most) })
}

/** What is wrong with each field; null where nothing is. */
export const flavorProblems = {
  name: (name: string) => (name.trim() ? null : t('Give the flavor a name.')),
  id: (id: string) => {
    if (id.trim() === '' || /^[a-zA-Z0-9. _-]+$/.test(id.trim())) return null
    return t('An ID consists of letters, digits, spaces, dots, hyphens and underscores.')
  },
  vcpus: sizeProblem(1),
  ram: sizeProblem(1),
  disk: sizeProblem(0),
  ephemeral: sizeProblem(0),
  swap: sizeProblem(0),
}

/** What compute is sent to make the flavor. */
export const flavorCreation = (fields: FlavorFields) => ({
  name: fields.name.trim(),
  ...(fields.id.trim() === '' ? {} : { id: fields.id.trim() }),
  vcpus: Number(fields.vcpus),
  ram: Number(fields.ram),
  disk: Number(fields.disk),
  'OS-FLV-EXT-DATA:ephemeral': Number(fields.ephemeral),
  swap: Number(fields.swap),
  'os-flavor-access:is_public': fields.isPublic,
  description: fields.description.trim() || null,
})
