import { Button, Group, Loader, Text } from '@mantine/core'
import { IconKeyboard, IconMaximize, IconPlugConnected, IconPower } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { RefusalError } from '#app/bff'
import { ErrorNotice, type Refused } from '#ui/error-notice'
import type { Screen } from './connect-screen.ts'
import { PasteDialog } from './paste-dialog.tsx'
import { typeText } from './type-text.ts'

type State = { is: 'connecting' } | { is: 'open' } | { is: 'ended'; why: string } | { is: 'refused'; error: Refused }

/** A guest's screen and keyboard in the page. `getToken` is asked for each connection: a token is good once. */
export function VncScreen({ name, getToken }: { name: string; getToken: () => Promise<string> }) {
  const frame = useRef<HTMLDivElement>(null)
  const target = useRef<HTMLDivElement>(null)
  const { state, screen, connect } = useScreen(target, getToken)
  const [isPasting, setPasting] = useState(false)
  const isOpen = state.is === 'open'
  return (
    <section aria-label={`Console of ${name}`}>
      <Group justify="space-between" mb="sm">
        <Text size="sm" c="dimmed" role="status">
          {state.is === 'connecting' && 'Connecting…'}
          {isOpen && 'Connected. Click into the screen to type.'}
          {state.is === 'ended' && 'Disconnected'}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            disabled={!isOpen}
            leftSection={<IconKeyboard size={14} aria-hidden />}
            onClick={() => setPasting(true)}
          >
            Paste text
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!isOpen}
            leftSection={<IconPower size={14} aria-hidden />}
            onClick={() => screen.current?.rfb.sendCtrlAltDel()}
          >
            Ctrl+Alt+Del
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconMaximize size={14} aria-hidden />}
            onClick={() => void frame.current?.requestFullscreen()}
          >
            Full screen
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlugConnected size={14} aria-hidden />}
            onClick={connect}
          >
            Reconnect
          </Button>
        </Group>
      </Group>
      {state.is === 'refused' && (
        <div style={{ marginBottom: 12 }}>
          <ErrorNotice error={state.error} title="The console cannot be opened now" />
        </div>
      )}
      <div ref={frame} className="screen">
        <div ref={target} style={{ width: '100%', height: '100%' }} />
        {!isOpen && (
          <div className="screen-note">
            {state.is === 'connecting' && <Loader color="gray" aria-hidden />}
            {state.is === 'ended' && <Text role="alert">{state.why}</Text>}
            {state.is !== 'connecting' && <Button onClick={connect}>Connect again</Button>}
          </div>
        )}
      </div>
      <PasteDialog
        opened={isPasting}
        onClose={() => setPasting(false)}
        onPaste={(text) => {
          if (screen.current) typeText(screen.current.rfb, text)
          setPasting(false)
          screen.current?.rfb.focus()
        }}
      />
    </section>
  )
}

function useScreen(target: React.RefObject<HTMLDivElement | null>, getToken: () => Promise<string>) {
  const [state, setState] = useState<State>({ is: 'connecting' })
  const [attempt, setAttempt] = useState(0)
  const screen = useRef<Screen | null>(null)
  const ask = useRef(getToken)
  ask.current = getToken
  const connect = useCallback(() => setAttempt((before) => before + 1), [])
  useEffect(() => {
    let isLeft = false
    setState({ is: 'connecting' })
    const open = async () => {
      const [{ connectScreen }, token] = await Promise.all([import('./connect-screen.ts'), ask.current()])
      if (isLeft || !target.current) return
      screen.current = connectScreen(
        target.current,
        token,
        () => !isLeft && setState({ is: 'open' }),
        (why) => !isLeft && setState({ is: 'ended', why }),
      )
    }
    open().catch((error: unknown) => {
      if (isLeft) return
      setState({ is: 'refused', error: error instanceof RefusalError ? error : { message: String(error) } })
    })
    return () => {
      isLeft = true
      screen.current?.close()
      screen.current = null
    }
  }, [attempt, target])
  return { state, screen, connect }
}
