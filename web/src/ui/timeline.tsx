import { Loader } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { formatDuration } from './format.ts'
import { t } from './i18n.ts'
import { useNow } from './relative-time.tsx'

/** One step of something that has happened or is happening. */
export interface TimelineStep {
  name: string
  startedAt: string
  finishedAt: string | null
  outcome: 'running' | 'done' | 'failed'
  note?: ReactNode
}

/** Steps in their order, each with its duration; that of a running step counts up. */
export function Timeline({ label, steps }: { label: string; steps: readonly TimelineStep[] }) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <li key={step.name + step.startedAt} data-outcome={step.outcome}>
          <Mark outcome={step.outcome} />
          <span className="step-name">
            {step.name}
            <span className="visually-hidden">, {spoken[step.outcome]}</span>
          </span>
          <span className="step-time">
            <Duration from={step.startedAt} to={step.finishedAt} />
          </span>
          {step.note && <div className="step-note break">{step.note}</div>}
        </li>
      ))}
    </ol>
  )
}

const spoken = { running: t('running'), done: t('done'), failed: t('failed') } as const

/** An icon for an outcome. */
export function Mark({ outcome }: { outcome: TimelineStep['outcome'] }) {
  if (outcome === 'running') return <Loader size={14} aria-hidden />
  return outcome === 'done' ? (
    <IconCheck size={16} color="var(--mantine-color-teal-6)" aria-hidden />
  ) : (
    <IconX size={16} color="var(--mantine-color-red-6)" aria-hidden />
  )
}

/** How long something took, or has been running: then it counts up. */
export function Duration({ from, to }: { from: string; to: string | null }) {
  return to ? formatDuration(Date.parse(to) - Date.parse(from)) : <Since at={from} />
}

function Since({ at }: { at: string }) {
  const now = useNow(500)
  return <>{formatDuration(now.getTime() - Date.parse(at))}…</>
}
