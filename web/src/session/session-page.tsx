import { Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useSignInOptions } from '#shared/sign-in-options'

/** The page before the dashboard itself: a small card in the middle of the screen, under the cloud's name. */
export function SessionPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const cloud = useSignInOptions()?.cloudName ?? 'Kilonova'
  useEffect(() => {
    document.title = `${title} · ${cloud}`
  }, [title, cloud])
  return (
    <main className="session-page">
      <div className="session-brand">
        <img src="/mark.svg" alt="" width={44} height={44} />
        <Text fw={700} size="xl">
          {cloud}
        </Text>
      </div>
      <div className="card session-card">
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
