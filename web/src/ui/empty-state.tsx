import { Stack, Text, ThemeIcon } from '@mantine/core'
import type { ReactNode } from 'react'

/** What a page says when it has nothing to show: why, and in `children` the next step. */
export function EmptyState(props: { title: string; icon: ReactNode; text?: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon size={52} radius="xl" variant="light" mb="xs" aria-hidden>
        {props.icon}
      </ThemeIcon>
      <Text fw={600} size="lg">
        {props.title}
      </Text>
      {props.text && (
        <Text size="sm" c="dimmed" maw={440}>
          {props.text}
        </Text>
      )}
      {props.children && <div style={{ marginTop: 12 }}>{props.children}</div>}
    </Stack>
  )
}
