import { Button, Group, Loader, Text } from '@mantine/core'
import { IconMaximize, IconPlugConnected, type TablerIcon } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react'
import { RefusalError } from '#app/bff'
import { ErrorNotice, type Refused } from '#ui/error-notice'

/** Something that is open between this page and a guest. */
export interface Line {
  close(): void
}

/** Opens a line in `target`; `onOpen` once it speaks, `onEnd` with the reason once it does not any more. */
export type OpenLine<L extends Line> = (
  target: HTMLElement,
  token: string,
  onOpen: () => void,
  onEnd: (why: string) => void,
) => Promise<L>

type State = { is: 'connecting' } | { is: 'open' } | { is: 'ended'; why: string } | { is: 'refused'; error: Refused }

interface ConsoleFrameProps<L extends Line> {
  name: string
  /** What one does once it is open. */
  hint: string
  /** Asked for each connection: a token is good once. */
  getToken: () => Promise<string>
  open: OpenLine<L>
  /** What this kind of console can do; the line is null until it is open. */
  renderTools?: (line: L | null) => ReactNode
}

/** A guest's console in the page: it says how the connection is, why it ended, and connects again. */
export function ConsoleFrame<L extends Line>(props: ConsoleFrameProps<L>) {
  const [attempt, setAttempt] = useState(0)
  return <Connection key={attempt} {...props} onReconnect={() => setAttempt(attempt + 1)} />
}

function Connection<L extends Line>(props: ConsoleFrameProps<L> & { onReconnect: () => void }) {
  const { name, hint, getToken, open, renderTools, onReconnect } = props
  const frame = useRef<HTMLDivElement>(null)
  const target = useRef<HTMLDivElement>(null)
  const { state, line } = useLine(target, getToken, open)
  return (
    <section aria-label={`Console of ${name}`}>
      <Group justify="space-between" mb="sm">
        <Text size="sm" c="dimmed" component="output">
          {state.is === 'open' ? `Connected. ${hint}` : announced[state.is]}
        </Text>
        <Group gap="xs">
          {renderTools?.(state.is === 'open' ? line.current : null)}
          <Tool Icon={IconMaximize} label="Full screen" onClick={() => void frame.current?.requestFullscreen()} />
          <Tool Icon={IconPlugConnected} label="Reconnect" onClick={onReconnect} />
        </Group>
      </Group>
      {state.is === 'refused' && (
        <div style={{ marginBottom: 12 }}>
          <ErrorNotice error={state.error} title="The console cannot be opened now" />
        </div>
      )}
      <div ref={frame} className="screen">
        <div ref={target} style={{ width: '100%', height: '100%' }} />
        {state.is !== 'open' && (
          <div className="screen-note">
            {state.is === 'connecting' && <Loader color="gray" aria-hidden />}
            {state.is === 'ended' && <Text role="alert">{state.why}</Text>}
            {state.is !== 'connecting' && <Button onClick={onReconnect}>Connect again</Button>}
          </div>
        )}
      </div>
    </section>
  )
}

const announced: Record<Exclude<State['is'], 'open'>, string> = {
  connecting: 'Connecting…',
  ended: 'Disconnected',
  refused: '',
}

/** Something that can be done with a console. */
export function Tool(props: { Icon: TablerIcon; label: string; disabled?: boolean; onClick: () => void }) {
  const { Icon, label, disabled = false, onClick } = props
  return (
    <Button
      variant="default"
      size="xs"
      disabled={disabled}
      leftSection={<Icon size={14} aria-hidden />}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}

function useLine<L extends Line>(
  target: RefObject<HTMLDivElement | null>,
  getToken: () => Promise<string>,
  openLine: OpenLine<L>,
) {
  const [state, setState] = useState<State>({ is: 'connecting' })
  const line = useRef<L | null>(null)
  const newToken = useEffectEvent(getToken)
  const newLine = useEffectEvent(openLine)
  useEffect(() => {
    let isLeft = false
    const show = (next: State) => {
      if (!isLeft) setState(next)
    }
    const open = async () => {
      const token = await newToken()
      if (isLeft || !target.current) return
      const opened = await newLine(
        target.current,
        token,
        () => show({ is: 'open' }),
        (why) => show({ is: 'ended', why }),
      )
      if (isLeft) opened.close()
      else line.current = opened
    }
    open().catch((error: unknown) =>
      show({ is: 'refused', error: error instanceof RefusalError ? error : { message: String(error) } }),
    )
    return () => {
      isLeft = true
      line.current?.close()
      line.current = null
    }
  }, [target])
  return { state, line }
}
