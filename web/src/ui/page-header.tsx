import { Group, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'

/** A page's heading, its title in the browser's tab, and on the right what can be done there. */
export function PageHeader(props: {
  title: string
  tab?: string
  below?: ReactNode
  beside?: ReactNode
  children?: ReactNode
}) {
  const tab = props.tab ?? props.title
  useEffect(() => {
    document.title = `${tab} · Kilonova`
  }, [tab])
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Group gap="sm">
          <Title order={1} size="h2" tabIndex={-1} className="break">
            {props.title}
          </Title>
          {props.beside}
        </Group>
        {props.below && (
          <Text size="sm" c="dimmed" component="div" mt={4}>
            {props.below}
          </Text>
        )}
      </div>
      <Group gap="xs">{props.children}</Group>
    </Group>
  )
}
