import { Badge, Group } from '@mantine/core'
import type { ServerPage } from '#shared/bff'
import type { Fact } from '#ui/facts'
import { t } from '#ui/i18n'

type Server = ServerPage['server']

/** What a server is described and found by; it is edited in the settings. */
export const labelFacts = (server: Server): Fact[] => [
  { name: t('Description'), value: server.description || <None what={t('No description')} /> },
  { name: t('Tags'), value: <Tags tags={server.tags} /> },
  { name: t('Metadata'), value: <Metadata metadata={server.metadata} /> },
]

export const None = ({ what }: { what: string }) => <span className="dimmed">{what}</span>

export function Tags({ tags }: { tags: readonly string[] }) {
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

export function Metadata({ metadata }: { metadata: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(metadata)
  if (pairs.length === 0) return <None what={t('No metadata')} />
  return pairs.map(([key, value]) => (
    <div key={key}>
      <span className="dimmed">{key}</span> {value}
    </div>
  ))
}
