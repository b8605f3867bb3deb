import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { IconDownload } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { mergedRecord } from '#shared/merge-changes'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { EditInPlace } from '#ui/edit-in-place'
import { editName } from '#ui/edit-name'
import { type Fact, FactsRail } from '#ui/facts'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import { KeyValueFacts } from '#ui/key-value-facts'
import { type KeyValue, keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Heading, TitleBar } from '#ui/title-bar'
import { useSaveAggregate } from './aggregate-changes.ts'
import { zoneProblem } from './aggregate-form.tsx'
import { AggregateHosts } from './aggregate-hosts.tsx'
import {
  editedMetadata,
  explainMetadata,
  knownMetadata,
  metadataChanges,
  metadataProblem,
} from './aggregate-metadata.ts'
import { aggregateQuery } from './aggregate-query.ts'
import { CacheImagesForm } from './cache-images-form.tsx'
import { useAggregateDeletion } from './use-aggregate-deletion.ts'
import { ZoneField } from './zone-field.tsx'

/** Everything about one host aggregate. */
export default function AggregatePage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(aggregateQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedAggregate aggregate={data} />
}

function LoadedAggregate({ aggregate }: { aggregate: AggregateView }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const [isCaching, setCaching] = useState(false)
  const { deletionOf, dialog } = useAggregateDeletion(() => navigate(adminPaths.aggregates()))
  const caching: MenuAction = {
    label: t('Fetch images'),
    icon: <IconDownload size={16} aria-hidden />,
    group: 'use',
    refusal: aggregate.hosts.length === 0 ? t('It has no hosts that could fetch them.') : undefined,
    needs: 'compute:aggregates:images',
    onClick: () => setCaching(true),
  }
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Host aggregates'), to: adminPaths.aggregates() },
        ]}
        title={aggregate.name}
        heading={<EditableName aggregate={aggregate} />}
        actions={[caching, { ...deletionOf(aggregate), group: 'end' }]}
        likely={[caching]}
      />
      <div className="split">
        <div className="stack">
          <AggregateHosts aggregate={aggregate} />
          <Metadata aggregate={aggregate} />
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Host aggregate'), facts: factsOf(aggregate) }]} />
      </div>
      <CacheImagesForm
        key={String(isCaching)}
        aggregate={aggregate}
        opened={isCaching}
        onClose={() => setCaching(false)}
      />
      {dialog}
    </>
  )
}

const factsOf = (aggregate: AggregateView): Fact[] => [
  { name: t('Availability zone'), value: <Zone aggregate={aggregate} /> },
  { name: t('Created'), value: <RelativeTime at={aggregate.created_at} /> },
  { name: t('Updated'), value: aggregate.updated_at && <RelativeTime at={aggregate.updated_at} /> },
  { name: t('ID'), value: aggregate.id, copy: String(aggregate.id) },
  { name: t('ID in placement'), value: <span className="mono">{aggregate.uuid}</span>, copy: aggregate.uuid },
]

function EditableName({ aggregate }: { aggregate: AggregateView }) {
  const save = useSaveAggregate(aggregate)
  return (
    <EditInPlace
      label={t('name')}
      needs="os_compute_api:os-aggregates:update"
      isQuiet
      value={aggregate.name}
      show={<Heading>{aggregate.name}</Heading>}
      edit={editName}
      check={(name) => (name.trim() ? null : t('Give the aggregate a name.'))}
      onSave={(name) => save.change({ name: name.trim() })}
    />
  )
}

const editZone = (zone: string, onChange: (zone: string) => void) => (
  <ZoneField size="sm" aria-label={t('Availability zone')} value={zone} onChange={onChange} />
)

function Zone({ aggregate }: { aggregate: AggregateView }) {
  const save = useSaveAggregate(aggregate)
  const { availability_zone: zone } = aggregate
  return (
    <EditInPlace
      label={t('availability zone')}
      needs="os_compute_api:os-aggregates:update"
      value={zone ?? ''}
      show={zone ?? <span className="dimmed">{t('None: it says nothing of zones')}</span>}
      edit={editZone}
      check={zoneProblem}
      onSave={async (wanted) => {
        if (wanted.trim() !== (zone ?? '')) await save.change({ availability_zone: wanted.trim() || null })
      }}
    />
  )
}

const editMetadata = (lines: readonly KeyValue[], onChange: (lines: KeyValue[]) => void) => (
  <KeyValueEditor
    label={t('Metadata')}
    hasHiddenLabel
    description={t('What the scheduler reads is offered and explained. Flavors can ask for any other key.')}
    value={lines}
    onChange={onChange}
    known={knownMetadata}
  />
)

function Metadata({ aggregate }: { aggregate: AggregateView }) {
  const save = useSaveAggregate(aggregate)
  const metadata = editedMetadata(aggregate.metadata)
  return (
    <Section title={t('Metadata')}>
      <EditInPlace
        label={t('metadata')}
        needs="os_compute_api:os-aggregates:set_metadata"
        value={toKeyValues(metadata)}
        show={
          <KeyValueFacts
            of={metadata}
            explain={explainMetadata}
            nothing={t('None. Metadata says which servers may be on the hosts, and how they are chosen.')}
          />
        }
        edit={editMetadata}
        check={(lines) => keyValuesProblem(lines) ?? metadataProblem(lines)}
        onSave={(lines, before) => {
          const wanted = mergedRecord(metadata, toRecord(before), toRecord(lines))
          return save.metadata(metadataChanges(metadata, wanted))
        }}
      />
    </Section>
  )
}
