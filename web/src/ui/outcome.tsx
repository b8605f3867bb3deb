import { Loader } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { formatDuration } from './format.ts'
import { useNow } from './relative-time.tsx'

/** An icon for an outcome. */
export function Mark({ outcome }: { outcome: 'running' | 'done' | 'failed' }) {
  if (outcome === 'running') return <Loader size={14} aria-hidden />
  return outcome === 'done' ? (
    <IconCheck size={16} color="var(--kn-good)" aria-hidden />
  ) : (
    <IconX size={16} color="var(--kn-bad)" aria-hidden />
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
