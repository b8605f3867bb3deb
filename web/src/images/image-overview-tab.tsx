import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { mergedList, mergedRecord } from '#shared/merge-changes'
import { useBff, usePaths } from '#shared/scope'
import { EditInPlace } from '#ui/edit-in-place'
import { FactList, FactsRail, type Fact } from '#ui/facts'
import { formatBytes, formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { KeyValueEditor, type KnownKeys } from '#ui/key-value-editor'
import { KeyValueFacts } from '#ui/key-value-facts'
import { type KeyValue, keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { TagsEditor } from '#ui/tags-editor'
import { attributeChanges, changeImage, propertiesOf, propertyChanges } from './image-changes.ts'
import { OwnerName } from '#shared/owner-name'
import { imageRefusal } from './image-permits.ts'
import { imageQuery, imageServerQuery } from './image-query.ts'
import { visibilityWords } from './image-words.ts'
import { keyProblem, knownProperties, knownProperty, linesProblem, propertyProblem } from './known-properties.ts'
import { useAsking } from './use-asking.ts'

/** What an image is: its facts, its tags and its properties. */
export default function ImageOverviewTab() {
  const { id = '' } = useParams()
  const { data: image } = useSuspenseQuery(imageQuery(useBff(), id))
  return (
    <div className="split">
      <div className="stack">
        <Properties image={image} />
        <Tags image={image} />
        <Section title={t('Checksums')}>
          <div className="facts-inline">
            {image.checksum || image.os_hash_value ? (
              <FactList facts={hashFacts(image)} />
            ) : (
              <p className="nothing">{t('They are known once the image has its data.')}</p>
            )}
          </div>
        </Section>
      </div>
      <FactsRail
        label={t('Facts')}
        groups={[
          { title: t('Image'), facts: imageFacts(image) },
          { title: t('Use'), facts: useFacts(image) },
        ]}
      />
    </div>
  )
}

const known: KnownKeys = {
  keys: knownProperties.map(({ key }) => key),
  valuesOf: (key) => knownProperty(key)?.values ?? [],
  explain: (key) => knownProperty(key)?.explains,
  keyProblem,
  valueProblem: propertyProblem,
}

const editProperties = (lines: readonly KeyValue[], onChange: (lines: KeyValue[]) => void) => (
  <KeyValueEditor label={t('Properties')} hasHiddenLabel value={lines} onChange={onChange} known={known} />
)

const editTags = (tags: string[], onChange: (tags: string[]) => void) => (
  <TagsEditor label={t('Tags')} hasHiddenLabel value={tags} onChange={onChange} />
)

function Properties({ image }: { image: ImageView }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const properties = propertiesOf(image)
  return (
    <Section title={t('Properties')}>
      <EditInPlace
        label={t('properties')}
        value={toKeyValues(properties)}
        refusal={imageRefusal('edit', image, useAsking())}
        show={
          <KeyValueFacts
            of={properties}
            explain={(key) => knownProperty(key)?.explains}
            nothing={t('None. Properties choose the hardware of servers made from this image.')}
          />
        }
        edit={editProperties}
        check={(lines) => keyValuesProblem(lines) ?? linesProblem(lines)}
        onSave={(lines, before) => {
          const wanted = mergedRecord(properties, toRecord(before), toRecord(lines))
          return changeImage(bff, queryClient, image.id, propertyChanges(properties, wanted))
        }}
      />
    </Section>
  )
}

function Tags({ image }: { image: ImageView }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  return (
    <Section title={t('Tags')}>
      <EditInPlace
        label={t('tags')}
        value={image.tags}
        refusal={imageRefusal('edit', image, useAsking())}
        show={image.tags.length > 0 ? image.tags.join(', ') : <span className="dimmed">{t('None')}</span>}
        edit={editTags}
        onSave={(tags, before) => {
          const wanted = { tags: mergedList(image.tags, before, tags) }
          return changeImage(bff, queryClient, image.id, attributeChanges({ tags: image.tags }, wanted))
        }}
      />
    </Section>
  )
}

const hashFacts = (image: ImageView): Fact[] => [
  { name: 'MD5', value: image.checksum && <span className="mono">{image.checksum}</span>, copy: image.checksum },
  {
    name: (image.os_hash_algo ?? '').toUpperCase(),
    value: image.os_hash_value && (
      <span className="mono clip" title={image.os_hash_value}>
        {image.os_hash_value.slice(0, 32)}…
      </span>
    ),
    copy: image.os_hash_value,
  },
]

const imageFacts = (image: ImageView): Fact[] => [
  { name: t('Made of'), value: typeof image.instance_uuid === 'string' && <SourceServer id={image.instance_uuid} /> },
  { name: t('Size'), value: image.size === null ? null : formatBytes(image.size) },
  { name: t('Virtual size'), value: image.virtual_size === null ? null : formatBytes(image.virtual_size) },
  { name: t('Format'), value: image.disk_format },
  { name: t('Container'), value: image.container_format },
  { name: t('Created'), value: <RelativeTime at={image.created_at} /> },
  { name: t('Updated'), value: <RelativeTime at={image.updated_at} /> },
  { name: t('ID'), value: <span className="mono">{image.id}</span>, copy: image.id },
]

/** The server that a snapshot or a backup was made of. */
function SourceServer({ id }: { id: string }) {
  const { data: name } = useQuery(imageServerQuery(useBff(), id))
  const to = usePaths().server(id)
  if (name === undefined) return null
  return name === null ? <span className="dimmed">{t('a server that is gone')}</span> : <NameLink to={to} name={name} />
}

const useFacts = (image: ImageView): Fact[] => [
  {
    name: t('Visibility'),
    value: (
      <>
        {visibilityWords[image.visibility].word}
        <div className="dimmed">{visibilityWords[image.visibility].means}</div>
      </>
    ),
  },
  { name: t('Project'), value: <OwnerName id={image.owner} /> },
  { name: t('Protected'), value: image.protected ? t('Yes') : t('No') },
  { name: t('Minimum disk'), value: image.min_disk === 0 ? t('None') : formatGb(image.min_disk) },
  { name: t('Minimum memory'), value: image.min_ram === 0 ? t('None') : formatMb(image.min_ram) },
]
