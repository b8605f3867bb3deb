import RFB from '@novnc/novnc'
import { consoleSocket } from './console-socket.ts'

/** What a page does with a guest's screen. */
export interface Screen {
  rfb: RFB
  close(): void
}

const patienceMs = 10_000

/** Shows the guest behind `token` in `target`. `onEnd` tells why the screen went away. */
export function connectScreen(
  target: HTMLElement,
  token: string,
  onOpen: () => void,
  onEnd: (why: string) => void,
): Screen {
  const socket = consoleSocket('vnc', token)
  // noVNC tells only that it ended; the close frame has the reason, so we keep it first.
  let why = ''
  socket.addEventListener('close', ({ reason }) => (why ||= reason))
  const rfb = new RFB(target, socket)
  rfb.scaleViewport = true
  rfb.background = '#0e1018'
  // noVNC itself waits for ever for a screen that says nothing.
  const impatience = setTimeout(() => {
    why = `The guest’s screen has not answered for ${patienceMs / 1_000} seconds.`
    rfb.disconnect()
  }, patienceMs)
  rfb.addEventListener('connect', () => {
    clearTimeout(impatience)
    onOpen()
  })
  rfb.addEventListener('disconnect', () => {
    clearTimeout(impatience)
    onEnd(why || 'The connection to the console was lost.')
  })
  rfb.addEventListener('securityfailure', () => (why = 'The guest’s screen refused the connection.'))
  return { rfb, close: () => rfb.disconnect() }
}
