import { Group, Progress, Text } from '@mantine/core'

interface MeterProps {
  label: string
  used: number
  /** Null: no limit. */
  limit: number | null
  /** What is about to be added. */
  adding?: number
  format?: (value: number) => string
}

/** How much of a limit is used, and how much of it what is being filled in would take. */
export function Meter({ label, used, limit, adding = 0, format = String }: MeterProps) {
  const over = limit !== null && used + adding > limit
  const share = (value: number) => (limit ? Math.min(100, (value / limit) * 100) : 0)
  const spoken = `${format(used)} of ${limit === null ? 'unlimited' : format(limit)} used`
  return (
    <div>
      <Group justify="space-between" gap={4} mb={6}>
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <Text size="sm" c={over ? 'var(--mantine-color-error)' : 'dimmed'}>
          {format(used)}
          {adding > 0 ? ` + ${format(adding)}` : ''} of {limit === null ? '∞' : format(limit)}
        </Text>
      </Group>
      <meter className="visually-hidden" aria-label={label} min={0} max={limit ?? Math.max(1, used)} value={used}>
        {spoken}
      </meter>
      <Progress.Root size="md" aria-hidden>
        <Progress.Section value={share(used)} color={share(used) >= 90 ? 'orange' : 'nova'} withAria={false} />
        {adding > 0 && (
          <Progress.Section
            value={Math.min(share(adding), 100 - share(used))}
            color={over ? 'red' : 'nova.3'}
            withAria={false}
          />
        )}
      </Progress.Root>
    </div>
  )
}
