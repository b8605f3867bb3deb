import { Button, Loader, Text, useComputedColorScheme } from '@mantine/core'
import { IconMaximize, IconPlugConnected } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { StatusMark, type Tone } from '#ui/status'
import { ConsoleTool } from './console-tool.tsx'
import { type Display, keysOut } from './display.ts'
import { type ConnectionState, keepConnected, type KeptConnection } from './keep-connected.ts'

/** What the page knows of a guest. */
export interface Guest {
  name: string
  /** It is being restarted, or otherwise on its way to run. */
  isOnItsWay: boolean
  /** Stands in place of the console of a guest that does not run: why, and what can be done. */
  off?: ReactNode
}

interface ConsoleFrameProps<D extends Display> {
  guest: Guest
  /** Called for each connection: a token can be used once. */
  getToken: () => Promise<string>
  /** There is one token only, which cannot be replaced. */
  isOnce?: boolean
  /** Loads what shows this kind of console, and shows it in `target`. */
  load: (target: HTMLElement, onLeave: () => void) => Promise<D>
  /** What stands first in the bar. */
  children?: ReactNode
  /** The tools of this kind of console; null while it is not connected. */
  renderTools: (display: D, isOpen: boolean) => ReactNode
  /** Seen pixel for pixel: what has no room is scrolled to. */
  isActualSize?: boolean
}

/** A guest's console: as large as its place, with one bar of tools. It connects again by itself for as long as its guest runs. */
export function ConsoleFrame<D extends Display>(props: ConsoleFrameProps<D>) {
  const { guest, getToken, isOnce = false, load, children, renderTools, isActualSize = false } = props
  const target = useRef<HTMLDivElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const tools = useRef<HTMLDivElement>(null)
  const display = useDisplay(target, load, () => tools.current?.querySelector<HTMLElement>('button:enabled')?.focus())
  const { state, retry } = useConnection(display, guest, getToken, isOnce)
  const shown = shownAs(guest, state)
  return (
    <section aria-label={t('Console of {{name}}', { name: guest.name })} className="console fills">
      <div className="console-bar">
        {children}
        <output className="status">
          <StatusMark tone={shown.tone} />
          <span>{shown.word}</span>
        </output>
        <span className="console-hint">
          {t('Click the console to type. {{keys}} leads back to the tools.', { keys: keysOut })}
        </span>
        <div ref={tools} className="console-tools" role="toolbar" aria-label={t('Console tools')}>
          {display && renderTools(display, state.is === 'open' && !guest.off)}
          <ConsoleTool Icon={IconMaximize} label={t('Full screen')} onClick={() => void fill(box.current)} />
          {!isOnce && (
            <ConsoleTool
              Icon={IconPlugConnected}
              label={t('Reconnect')}
              isDisabled={Boolean(guest.off)}
              onClick={retry}
            />
          )}
        </div>
      </div>
      <div ref={box} className="screen" data-actual={isActualSize}>
        <div ref={target} className="screen-place" />
        {(guest.off || state.is !== 'open') && (
          <div className="screen-note">
            <div className="screen-words">{guest.off ?? <Note guest={guest} state={state} onRetry={retry} />}</div>
          </div>
        )}
      </div>
    </section>
  )
}

const words: Record<ConnectionState['is'], { word: string; tone: Tone }> = {
  connecting: { word: t('Connecting…'), tone: 'moving' },
  open: { word: t('Connected'), tone: 'good' },
  reconnecting: { word: t('Reconnecting…'), tone: 'moving' },
  ended: { word: t('Closed'), tone: 'idle' },
  refused: { word: t('Refused'), tone: 'bad' },
}

const shownAs = (guest: Guest, state: ConnectionState) =>
  guest.off ? ({ word: t('Not connected'), tone: 'idle' } as const) : words[state.is]

interface NoteProps {
  guest: Guest
  state: ConnectionState
  onRetry: () => void
}

function Note({ guest, state, onRetry }: NoteProps) {
  if (state.is === 'open') return null
  if (state.is === 'connecting') return <Loader color="gray" aria-hidden />
  if (state.is === 'refused') return <ErrorNotice error={state.error} title={t('The console could not be opened')} />
  if (state.is === 'ended')
    return (
      <>
        <Text role="alert">{state.why}</Text>
        <Text>{newLink()}</Text>
      </>
    )
  if (state.isGuestGone || guest.isOnItsWay)
    return <Text role="alert">{t('The guest is restarting. Reconnecting…')}</Text>
  return (
    <>
      <Text role="alert">{state.why}</Text>
      <Button onClick={onRetry}>{t('Connect again')}</Button>
    </>
  )
}

/** How to have another link to a console. */
export const newLink = (): string =>
  t('Request a new link: {{command}}', { command: 'openstack console url show --novnc <server>' })

/** Fills the screen of the computer, and takes the keys that the browser keeps for itself where it allows that. */
async function fill(box: HTMLElement | null): Promise<void> {
  await box?.requestFullscreen()
  const { keyboard } = navigator as { keyboard?: { lock?: () => Promise<void> } }
  await keyboard?.lock?.().catch(() => undefined)
}

/** What shows the console, once it is loaded. */
function useDisplay<D extends Display>(
  target: RefObject<HTMLDivElement | null>,
  load: (target: HTMLElement, onLeave: () => void) => Promise<D>,
  onLeave: () => void,
): D | null {
  const [display, setDisplay] = useState<D | null>(null)
  const loadIn = useEffectEvent((place: HTMLElement) => load(place, onLeave))
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    let isLeft = false
    let made: D | undefined
    if (target.current)
      loadIn(target.current).then((loaded) => {
        if (isLeft) return loaded.remove()
        made = loaded
        return setDisplay(loaded)
      }, setFailure)
    return () => {
      isLeft = true
      made?.remove()
      setDisplay(null)
    }
  }, [target])
  const theme = useComputedColorScheme()
  useEffect(() => display?.setTheme(theme), [display, theme])
  if (failure) throw failure
  return display
}

/** Keeps `display` connected while the guest runs. */
function useConnection(
  display: Display | null,
  { off, isOnItsWay }: Guest,
  getToken: () => Promise<string>,
  isOnce: boolean,
) {
  const [state, setState] = useState<ConnectionState>({ is: 'connecting' })
  const kept = useRef<KeptConnection | null>(null)
  const newToken = useEffectEvent(getToken)
  const isOff = Boolean(off)
  useEffect(() => {
    if (!display || isOff) return undefined
    kept.current = keepConnected({
      getToken: () => newToken(),
      connect: display.connect,
      onState: (next) => {
        setState(next)
        if (next.is === 'open' && isFree()) display.focus()
      },
      isOnce,
    })
    const { retry } = kept.current
    addEventListener('online', retry)
    return () => {
      removeEventListener('online', retry)
      kept.current?.stop()
      kept.current = null
      display.hangUp()
    }
  }, [display, isOff, isOnce])
  const isWaiting = state.is === 'reconnecting'
  const retryNow = useEffectEvent(() => {
    if (isWaiting) kept.current?.hurry()
  })
  // It is there again: the next attempt is not waited for.
  useEffect(() => {
    if (!isOnItsWay) retryNow()
  }, [isOnItsWay])
  return { state, retry: () => kept.current?.retry() }
}

/** Whether nobody is at something else in the page: typing, in a menu, in a dialog. */
const isFree = () =>
  !document.querySelector('[role="dialog"], [role="menu"]') &&
  !document.activeElement?.matches('input:not([type="radio"]), textarea, select')
