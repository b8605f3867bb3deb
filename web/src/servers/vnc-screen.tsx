import { Button, Group, Loader, Text } from '@mantine/core'
import { IconKeyboard, IconMaximize, IconPlugConnected, IconPower } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { RefusalError } from '#app/bff'
import { ErrorNotice, type Refused } from '#ui/error-notice'
import type { Screen } from './connect-screen.ts'
import { PasteDialog } from './paste-dialog.tsx'
import { typeText } from './type-text.ts'

type State = { is: 'connecting' } | { is: 'open' } | { is: 'ended'; why: string } | { is: 'refused'; error: Refused }

interface VncScreenProps {
  name: string
  /** Asked for each connection: a token is good once. */
  getToken: () => Promise<string>
}

/** A guest's screen and keyboard in the page. */
export function VncScreen(props: VncScreenProps) {
  const [attempt, setAttempt] = useState(0)
  return <Connection key={attempt} {...props} onReconnect={() => setAttempt(attempt + 1)} />
}

function Connection({ name, getToken, onReconnect }: VncScreenProps & { onReconnect: () => void }) {
  const frame = useRef<HTMLDivElement>(null)
  const target = useRef<HTMLDivElement>(null)
  const { state, screen } = useScreen(target, getToken)
  const [isPasting, setPasting] = useState(false)
  const paste = (text: string) => {
    if (screen.current) typeText(screen.current.rfb, text)
    setPasting(false)
    screen.current?.rfb.focus()
  }
  return (
    <section aria-label={`Console of ${name}`}>
      <Group justify="space-between" mb="sm">
        <Text size="sm" c="dimmed" component="output">
          {announced[state.is]}
        </Text>
        <Group gap="xs">
          <Tool
            Icon={IconKeyboard}
            label="Paste text"
            disabled={state.is !== 'open'}
            onClick={() => setPasting(true)}
          />
          <Tool
            Icon={IconPower}
            label="Ctrl+Alt+Del"
            disabled={state.is !== 'open'}
            onClick={() => screen.current?.rfb.sendCtrlAltDel()}
          />
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
      <PasteDialog opened={isPasting} onClose={() => setPasting(false)} onPaste={paste} />
    </section>
  )
}

const announced: Record<State['is'], string> = {
  connecting: 'Connecting…',
  open: 'Connected. Click into the screen to type.',
  ended: 'Disconnected',
  refused: '',
}

function Tool(props: { Icon: typeof IconPower; label: string; disabled?: boolean; onClick: () => void }) {
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

function useScreen(target: RefObject<HTMLDivElement | null>, getToken: () => Promise<string>) {
  const [state, setState] = useState<State>({ is: 'connecting' })
  const screen = useRef<Screen | null>(null)
  const newToken = useEffectEvent(getToken)
  useEffect(() => {
    let isLeft = false
    const show = (next: State) => {
      if (!isLeft) setState(next)
    }
    const open = async () => {
      const [{ connectScreen }, token] = await Promise.all([import('./connect-screen.ts'), newToken()])
      if (isLeft || !target.current) return
      const onEnd = (why: string) => show({ is: 'ended', why })
      screen.current = connectScreen(target.current, token, () => show({ is: 'open' }), onEnd)
    }
    open().catch((error: unknown) =>
      show({ is: 'refused', error: error instanceof RefusalError ? error : { message: String(error) } }),
    )
    return () => {
      isLeft = true
      screen.current?.close()
      screen.current = null
    }
  }, [target])
  return { state, screen }
}
