import { Badge, Loader } from '@mantine/core'
import { humanize } from './format.ts'

/** What kind of news a status is; colour never says it alone. */
export type Tone = 'good' | 'moving' | 'bad' | 'idle' | 'warn'

const colors: Record<Tone, string> = { good: 'teal', moving: 'nova', bad: 'red', idle: 'gray', warn: 'yellow' }

/** A status in a word, with what is happening to it right now beside it. */
export function StatusBadge({ status, task, tone }: { status: string; task?: string | null; tone: Tone }) {
  const moving = tone === 'moving' || Boolean(task)
  return (
    <Badge
      variant="light"
      color={colors[task && tone !== 'bad' ? 'moving' : tone]}
      radius="sm"
      tt="none"
      fw={600}
      autoContrast
      className={`status-badge tone-${task && tone !== 'bad' ? 'moving' : tone}`}
      leftSection={
        moving ? <Loader size={10} color="currentcolor" aria-hidden /> : <span className="status-dot" aria-hidden />
      }
    >
      {status}
      {task ? ` · ${humanize(task)}` : ''}
    </Badge>
  )
}
