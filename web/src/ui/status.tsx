import { Loader } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { t } from './i18n.ts'

/** What a status says of its thing. Its shape says so as well: colour is never the only sign. */
export type Tone = 'good' | 'moving' | 'bad' | 'idle' | 'warn'

/** How a status is shown: its word in sentence case, and whether somebody has to decide something. */
export interface StatusLook {
  word: string
  tone: Tone
  /** It waits for a decision: the badge is filled, as that of an error. */
  needsYou?: boolean
}

/** What is being done to a thing; how far it has come where that is known. */
export interface RunningTask {
  word: string
  step?: number | undefined
  of?: number | undefined
}

interface StatusProps extends StatusLook {
  /** The API's own word, shown on hover. */
  code?: string | undefined
  task?: RunningTask | null | undefined
}

/** A status as a shape and a word, with the task that is running beside it. Only what needs somebody is filled. */
export function Status({ word, tone, needsYou = false, code, task }: StatusProps) {
  const filled = tone === 'bad' ? 'bad' : needsYou ? 'warn' : undefined
  // "Building" beside "Starting the guest" says nothing more.
  const isTold = tone === 'moving' && task
  return (
    <span className="status">
      {!filled && <StatusMark tone={task ? 'moving' : tone} />}
      {filled && task && <StatusMark tone="moving" />}
      <span className="status-word" data-filled={filled} title={code}>
        {isTold ? inWords(task) : word}
      </span>
      {task && !isTold && <span className="status-task">{inWords(task)}</span>}
    </span>
  )
}

/** "Creating the disk, step 2 of 5". */
function inWords({ word, step, of }: RunningTask): string {
  if (step === undefined) return word
  return of === undefined
    ? t('{{task}}, step {{step}}', { task: word, step })
    : t('{{task}}, step {{step}} of {{of}}', { task: word, step, of })
}

/** The shape of a tone alone, for a place whose words say the rest. */
export function StatusMark({ tone }: { tone: Tone }) {
  return (
    <span className="status-mark" data-tone={tone} aria-hidden>
      {tone === 'moving' ? (
        <Loader size={10} color="currentcolor" />
      ) : tone === 'warn' || tone === 'bad' ? (
        <IconAlertTriangleFilled size={12} />
      ) : (
        <span className="status-dot" data-hollow={tone === 'idle'} />
      )}
    </span>
  )
}
