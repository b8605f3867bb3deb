import { Alert, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'

/** What an error may carry besides its sentence. */
export interface Refused {
  message: string
  service?: string | undefined
  status?: number | undefined
  requestId?: string | null | undefined
}

/** Says what was refused, by whom, and under which request id the log has the cause. It is read out as it appears. */
export function ErrorNotice({ error, title, children }: { error: Refused; title?: string; children?: ReactNode }) {
  const { message, service, status, requestId } = error
  return (
    <Alert role="alert" color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm" className="break" c="var(--mantine-color-text)">
        {message}
      </Text>
      <Group gap={6} mt={6} className="break">
        {service && (
          <Text size="xs" c="dimmed">
            {service}
            {status ? ` · ${status}` : ''}
          </Text>
        )}
        {requestId && (
          <>
            <Text size="xs" c="dimmed" className="mono">
              {requestId}
            </Text>
            <CopyButton value={requestId} label="Copy request id" />
          </>
        )}
      </Group>
      {children}
    </Alert>
  )
}
