import { Badge, Group, Textarea } from '@mantine/core'
import type { ServerPage } from '#shared/bff'
import { EditInPlace } from '#ui/edit-in-place'
import type { Fact } from '#ui/facts'
import { t } from '#ui/i18n'
import { KeyValueEditor } from '#ui/key-value-editor'
import { keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { TagsEditor } from '#ui/tags-editor'
import { useSaveServer } from './save-server.ts'

type Server = ServerPage['server']

/** A server's description, tags and metadata, each edited in place. */
export function useLabelFacts(server: Server): Fact[] {
  const save = useSaveServer(server.id)
  const refusal = server.editRefusal ?? undefined
  return [
    {
      name: t('Description'),
      value: (
        <EditInPlace
          label={t('description')}
          refusal={refusal}
          value={server.description ?? ''}
          show={server.description || <None what={t('No description')} />}
          edit={(description, onChange) => (
            <Textarea
              size="xs"
              aria-label={t('Description')}
              autosize
              maxLength={255}
              value={description}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
          )}
          onSave={(description) => save.changes({ description: description.trim() || null })}
        />
      ),
    },
    {
      name: t('Tags'),
      value: (
        <EditInPlace
          label={t('tags')}
          refusal={refusal}
          value={server.tags}
          show={<Tags tags={server.tags} />}
          edit={(tags, onChange) => <TagsEditor label={t('Tags')} hasHiddenLabel value={tags} onChange={onChange} />}
          onSave={save.tags}
        />
      ),
    },
    {
      name: t('Metadata'),
      value: (
        <EditInPlace
          label={t('metadata')}
          refusal={refusal}
          value={toKeyValues(server.metadata)}
          show={<Metadata metadata={server.metadata} />}
          edit={(lines, onChange) => (
            <KeyValueEditor label={t('Metadata')} hasHiddenLabel value={lines} onChange={onChange} />
          )}
          check={keyValuesProblem}
          onSave={(lines) => save.metadata(toRecord(lines))}
        />
      ),
    },
  ]
}

const None = ({ what }: { what: string }) => <span className="dimmed">{what}</span>

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <None what={t('No tags')} />
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" radius="sm" tt="none" fw={500} className="tag">
          {tag}
        </Badge>
      ))}
    </Group>
  )
}

function Metadata({ metadata }: { metadata: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(metadata)
  if (pairs.length === 0) return <None what={t('No metadata')} />
  return pairs.map(([key, value]) => (
    <div key={key}>
      <span className="dimmed">{key}</span> {value}
    </div>
  ))
}
