import { Badge, Group, Text, Textarea, TextInput } from '@mantine/core'
import type { ServerPage } from '#app/bff'
import { EditInPlace } from '#ui/edit-in-place'
import type { Fact } from '#ui/facts'
import { KeyValueEditor } from '#ui/key-value-editor'
import { keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { TagsEditor } from '#ui/tags-editor'
import { useSaveServer } from './save-server.ts'

type Server = ServerPage['server']

/** What its owner calls a server and says of it: each is edited where it stands. */
export function useLabelFacts(server: Server): Fact[] {
  const save = useSaveServer(server.id)
  const refusal = server.editRefusal ?? undefined
  return [
    {
      name: 'Name',
      value: (
        <EditInPlace
          label="name"
          refusal={refusal}
          value={server.name}
          show={server.name}
          edit={(name, onChange) => (
            <TextInput
              size="xs"
              aria-label="Name"
              maxLength={255}
              value={name}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
          )}
          check={(name) => (name.trim() ? null : 'Give the server a name.')}
          onSave={(name) => save.changes({ name: name.trim() })}
        />
      ),
    },
    {
      name: 'Description',
      value: (
        <EditInPlace
          label="description"
          refusal={refusal}
          value={server.description ?? ''}
          show={server.description || <None />}
          edit={(description, onChange) => (
            <Textarea
              size="xs"
              aria-label="Description"
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
      name: 'Tags',
      value: (
        <EditInPlace
          label="tags"
          refusal={refusal}
          value={server.tags}
          show={<Tags tags={server.tags} />}
          edit={(tags, onChange) => <TagsEditor label="Tags" hasHiddenLabel value={tags} onChange={onChange} />}
          onSave={save.tags}
        />
      ),
    },
    {
      name: 'Metadata',
      value: (
        <EditInPlace
          label="metadata"
          refusal={refusal}
          value={toKeyValues(server.metadata)}
          show={<Metadata metadata={server.metadata} />}
          edit={(lines, onChange) => (
            <KeyValueEditor label="Metadata" hasHiddenLabel value={lines} onChange={onChange} />
          )}
          check={keyValuesProblem}
          onSave={(lines) => save.metadata(toRecord(lines))}
        />
      ),
    },
  ]
}

const None = () => <span className="dimmed">—</span>

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <None />
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
  if (pairs.length === 0) return <None />
  return pairs.map(([key, value]) => (
    <div key={key}>
      <Text span size="sm" c="dimmed">
        {key}
      </Text>{' '}
      {value}
    </div>
  ))
}
