import { Group, Text } from '@mantine/core'
import type { ServerAction } from '#shared/bff'
import { CopyButton } from '#ui/copy-button'
import { humanize } from '#ui/format'
import { RelativeTime } from '#ui/relative-time'
import { Duration, Mark, Timeline } from '#ui/timeline'
import { t } from '#ui/i18n'

/** One action: what was done, by whom, with what outcome, and in which steps. */
export function ActionCard({ action }: { action: ServerAction }) {
  const title = humanize(action.action)
  return (
    <article className="card action-card" aria-label={`${title}, ${action.outcome}`}>
      <Group justify="space-between" gap="xs">
        <Group gap={8}>
          <Mark outcome={action.outcome} />
          <Text component="h2" fw={600}>
            {title}
          </Text>
          <Text size="sm" c="dimmed">
            <RelativeTime at={action.startedAt} />
            {` · ${action.finishedAt ? t('took') : t('running for')} `}
            <Duration from={action.startedAt} to={action.finishedAt} />
            {` · ${t('by {{name}}', { name: action.by ?? action.userId })}`}
          </Text>
        </Group>
        <Group gap={2} wrap="nowrap" style={{ minWidth: 0 }}>
          <Text size="xs" c="dimmed" className="mono break">
            {action.requestId}
          </Text>
          <CopyButton value={action.requestId} label={t('Copy request ID')} />
        </Group>
      </Group>
      {action.message && (
        <Text
          size="sm"
          mt={6}
          className="break"
          c={action.outcome === 'failed' ? 'var(--mantine-color-error)' : 'dimmed'}
        >
          {action.message}
        </Text>
      )}
      {action.steps.length > 0 && (
        <div style={{ marginTop: 8 }}>
          <Timeline
            label={t('Steps of {{title}}', { title })}
            steps={action.steps.map((step) => ({
              ...step,
              name: humanize(step.name),
              note: step.outcome === 'failed' ? step.details : null,
            }))}
          />
        </div>
      )}
    </article>
  )
}
