import type { CreateOptions } from '#shared/bff'
import { FactList } from '#ui/facts'
import { formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { toRecord } from '#ui/key-values'
import { QuotaBar } from '#ui/quota-bar'
import { flavorSize } from '../choices/flavor-choices.ts'
import type { QuotaCost } from '../choices/quota-cost.ts'
import { AsCode } from './as-code.tsx'
import type { CreateForm } from './create-form.ts'
import { inShort, namesOf } from './server-names.ts'

interface CreateReviewProps {
  form: CreateForm
  options: CreateOptions
  cost: QuotaCost
}

/** What is about to be made, what it takes of the quota, and how it is written for other tools. */
export function CreateReview({ form, options, cost }: CreateReviewProps) {
  const { quota } = options
  return (
    <aside className="card create-review" aria-label={t('Review')}>
      <section className="facts" aria-label={t('What is created')}>
        <h2>{form.count > 1 ? t('{{count}} servers', { count: form.count }) : t('One server')}</h2>
        <FactList facts={factsOf(form, options)} />
      </section>
      <section aria-label={t('Quota')} className="stack-fields">
        <h2 className="part-title">{t('Quota')}</h2>
        <QuotaBar label={t('Servers')} {...quota.servers} adding={cost.servers} />
        <QuotaBar label={t('vCPUs')} {...quota.vcpus} adding={cost.vcpus} />
        <QuotaBar label={t('Memory')} {...quota.ramMb} adding={cost.ramMb} format={formatMb} />
      </section>
      <AsCode form={form} options={options} />
    </aside>
  )
}

function factsOf(form: CreateForm, options: CreateOptions) {
  const image = options.images.find(({ id }) => id === form.imageId)
  const flavor = options.flavors.find(({ id }) => id === form.flavorId)
  const group = options.groups.find(({ id }) => id === form.groupId)
  return [
    { name: t('Name'), value: form.name.trim() ? inShort(namesOf(form)) : '—' },
    { name: t('Image'), value: image?.name ?? '—' },
    { name: t('Flavor'), value: flavor ? `${flavor.name} (${flavorSize(flavor)})` : '—' },
    { name: t('Network'), value: networkText(form, options) },
    { name: t('Key pair'), value: form.keyName ?? t('None') },
    { name: t('Zone'), value: form.zone },
    { name: t('Host'), value: form.host },
    { name: t('Server group'), value: group?.name },
    { name: t('Tags'), value: form.tags.join(', ') },
    { name: t('Metadata'), value: Object.keys(toRecord(form.metadata)).join(', ') },
  ]
}

function networkText({ networking, cards }: CreateForm, { networks, ports }: CreateOptions): string {
  if (networking === 'auto') return t('Automatic')
  if (networking === 'none') return t('None')
  const nameIn = (things: readonly { id: string; name: string }[], id: string | null) =>
    things.find((thing) => thing.id === id)?.name ?? '—'
  return cards
    .map(({ kind, target, address }) =>
      kind === 'port' ? nameIn(ports, target) : [nameIn(networks, target), address.trim()].filter(Boolean).join(' '),
    )
    .join(', ')
}
