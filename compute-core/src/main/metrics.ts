import type { FlowFigures } from '#platform/flow/dbos-engine'

/** So long may nothing move before it is said: whatever may take long has yielded its slot, so what works ends or goes on sooner. */
const longMs = 60_000

/** What is missing when operations wait and none moves; nothing when all goes its way. */
export const standstill = ({ stalledMs, waiting }: FlowFigures): string[] =>
  stalledMs < longMs
    ? []
    : [`For ${Math.round(stalledMs / 1000)} s no operation has begun or gone on, and ${waiting} are queued.`]

interface Metric {
  type: 'gauge' | 'counter'
  help: string
  samples: Readonly<Record<string, number>>
}

/** The figures in Prometheus' text format. */
export function metricsText({ isReady, ...figures }: FlowFigures & { isReady: boolean }): string {
  const metrics: Readonly<Record<string, Metric>> = {
    kilonova_ready: {
      type: 'gauge',
      help: '1 while the cloud is ready; /healthz says what is missing.',
      samples: { '': Number(isReady) },
    },
    kilonova_operations: {
      type: 'gauge',
      help: 'Operations by state: running, blocked (waiting for a guest or another operation), queued.',
      samples: {
        '{state="running"}': figures.running,
        '{state="blocked"}': figures.blocked,
        '{state="queued"}': figures.waiting,
      },
    },
    kilonova_operations_oldest_queued_seconds: {
      type: 'gauge',
      help: 'How long the oldest operation that has not begun has waited.',
      samples: { '': figures.oldestWaitingMs / 1000 },
    },
    kilonova_operations_stalled_seconds: {
      type: 'gauge',
      help: 'How long no operation has begun or gone on although some are queued.',
      samples: { '': figures.stalledMs / 1000 },
    },
    kilonova_operations_ended_total: {
      type: 'counter',
      help: 'Operations that have ended since the start of the process.',
      samples: { '{result="success"}': figures.succeeded, '{result="error"}': figures.failed },
    },
  }
  return Object.entries(metrics)
    .flatMap(([name, { type, help, samples }]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...Object.entries(samples).map(([labels, value]) => `${name}${labels} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join('')
}
