import { Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'

/** The small card in the middle of the screen that one meets before the dashboard itself. */
export function Doorway({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Kilonova`
  }, [title])
  return (
    <main className="doorway">
      <div className="doorway-brand">
        <img src="/mark.svg" alt="" width={44} height={44} />
        <Text fw={700} size="xl">
          Kilonova
        </Text>
      </div>
      <div className="card doorway-card">
        <Title order={1} size="h3" mb={text ? 4 : 'md'}>
          {title}
        </Title>
        {text && (
          <Text size="sm" c="dimmed" mb="md">
            {text}
          </Text>
        )}
        {children}
      </div>
    </main>
  )
}
