import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'
import { initialForm, newCard, type CreateForm } from './create-form.ts'

/** How the form begins, and what a link named that is not there. */
export interface Start {
  form: CreateForm
  notes: string[]
}

/**
 * How the form begins: with what a server to copy or a template has, and with what the link names, by id or by name: `?image=`,
 * `?flavor=`, `?group=`, `?key=`, `?network=` (each network once more).
 */
export function startForm(
  options: CreateOptions,
  link: URLSearchParams,
  from: { form: Partial<CreateForm>; notes: readonly string[] } | null,
): Start {
  const image = named(options.images, link, 'image')
  const flavor = named(options.flavors, link, 'flavor')
  const group = named(options.groups, link, 'group')
  const key = named(options.keyPairs, link, 'key')
  const networks = link.getAll('network').map((wanted) => find(options.networks, wanted))
  const found = networks.filter((network) => network !== undefined)
  return {
    form: {
      ...initialForm(options),
      ...from?.form,
      ...(image ? { imageId: image.id } : {}),
      ...(flavor ? { flavorId: flavor.id } : {}),
      ...(group ? { groupId: group.id } : {}),
      ...(key ? { keyName: key.name } : {}),
      ...(found.length > 0
        ? { networking: 'chosen' as const, cards: found.map(({ id }) => newCard('network', id)) }
        : {}),
    },
    notes: [
      ...(from?.notes ?? []),
      ...(image === undefined ? [t('The link names an image that is not available here.')] : []),
      ...(flavor === undefined ? [t('The link names a flavor that is not available here.')] : []),
      ...(group === undefined ? [t('The link names a server group that is not available here.')] : []),
      ...(key === undefined ? [t('The link names a key pair that is not available here.')] : []),
      ...(found.length < networks.length ? [t('The link names a network that is not available here.')] : []),
    ],
  }
}

interface Named {
  /** What has none is called by its name alone. */
  id?: string
  name: string
}

const find = <Thing extends Named>(things: readonly Thing[], wanted: string): Thing | undefined =>
  things.find(({ id }) => id === wanted) ?? things.find(({ name }) => name === wanted)

/** The thing that the link names; null if it names none, undefined if that is not there. */
function named<Thing extends Named>(things: readonly Thing[], link: URLSearchParams, key: string) {
  const wanted = link.get(key)
  return wanted === null ? null : find(things, wanted)
}
