import { Group, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'
import type { Refused } from './error-notice.tsx'
import { t } from './i18n.ts'
import { showNotice } from './notices.ts'

/** Shows a refusal where there is no form to show it in. It stays until closed, and screen readers announce it. */
export function showRefusal(title: string, error: Refused): void {
  showNotice({
    title,
    role: 'alert',
    color: 'red',
    autoClose: false,
    withBorder: true,
    closeButtonProps: { 'aria-label': t('Close') },
    message: (
      <>
        <Text size="sm" className="break" c="var(--mantine-color-text)">
          {error.message}
        </Text>
        {error.requestId && (
          <Group gap={4} wrap="nowrap">
            <Text size="xs" className="mono break" c="dimmed">
              {error.requestId}
            </Text>
            <CopyButton value={error.requestId} label={t('Copy request ID')} />
          </Group>
        )}
      </>
    ),
  })
}
