import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { api } from '#shared/api'
import { isMissing, type Bff } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { mergedRecord } from '#shared/merge-changes'
import { useBff } from '#shared/scope'
import { EditInPlace } from '#ui/edit-in-place'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import { KeyValueFacts } from '#ui/key-value-facts'
import { type KeyValue, keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { Section } from '#ui/section'
import { explainExtraSpec, extraSpecsProblem, knownExtraSpecs } from './extra-spec-catalogue.ts'
import { extraSpecChanges, type ExtraSpecChanges } from './extra-spec-changes.ts'
import { flavorAddress, type FlavorRow } from './flavor-query.ts'

const edit = (lines: readonly KeyValue[], onChange: (lines: KeyValue[]) => void) => (
  <KeyValueEditor
    label={t('Extra specs')}
    hasHiddenLabel
    description={t('Type a part of a key: what the cloud knows is offered and explained.')}
    value={lines}
    onChange={onChange}
    known={knownExtraSpecs}
  />
)

/** What servers of the flavor get besides its sizes, and on which hosts they may be. */
export default function FlavorExtraSpecsTab() {
  const bff = useBff()
  const queryClient = useQueryClient()
  const flavor = useOutletContext<FlavorRow>()
  const specs = Object.fromEntries(Object.entries(flavor.extra_specs ?? {}).toSorted(([a], [b]) => a.localeCompare(b)))
  return (
    <Section title={t('Extra specs')}>
      <EditInPlace
        label={t('extra specs')}
        needs={[
          'os_compute_api:os-flavor-extra-specs:create',
          'os_compute_api:os-flavor-extra-specs:update',
          'os_compute_api:os-flavor-extra-specs:delete',
        ]}
        value={toKeyValues(specs)}
        show={
          <KeyValueFacts
            of={specs}
            explain={explainExtraSpec}
            nothing={t('None. Extra specs choose hardware, limits and hosts of servers of this size.')}
          />
        }
        edit={edit}
        check={(lines) => keyValuesProblem(lines) ?? extraSpecsProblem(lines)}
        onSave={(lines, before) => {
          const wanted = mergedRecord(specs, toRecord(before), toRecord(lines))
          return save(bff, queryClient, flavor.id, extraSpecChanges(specs, wanted))
        }}
      />
      <p className="dimmed">{t('Changes are for servers that are created with it, or resized to it, from now on.')}</p>
    </Section>
  )
}

/** What is set first, which may be refused; then what is taken away, unless somebody else has done so. */
async function save(bff: Bff, queryClient: QueryClient, id: string, { set, removed }: ExtraSpecChanges) {
  const at = `${flavorAddress(id)}/os-extra_specs`
  if (Object.keys(set).length > 0) await api(bff).send('compute', at, { method: 'POST', json: { extra_specs: set } })
  for (const key of removed)
    await api(bff)
      .send('compute', `${at}/${encodeURIComponent(key)}`, { method: 'DELETE' })
      .catch((error: unknown) => {
        if (!isMissing(error)) throw error
      })
  await refetchAfter(queryClient, { topic: 'flavor', id })
}
