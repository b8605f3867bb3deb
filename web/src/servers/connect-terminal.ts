import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { styleNonce } from '#app/style-nonce'
import type { Line } from './console-frame.tsx'
import { consoleSocket } from './console-socket.ts'

/** Shows the serial port behind `token` in `target`. `onEnd` tells why it went away. */
export function connectTerminal(
  target: HTMLElement,
  token: string,
  onOpen: () => void,
  onEnd: (why: string) => void,
): Line {
  const socket = consoleSocket('serial', token)
  socket.binaryType = 'arraybuffer'
  const terminal = new Terminal({
    documentOverride: documentWithNonce(),
    fontFamily: getComputedStyle(document.body).getPropertyValue('--mantine-font-family-monospace'),
    fontSize: 14,
    screenReaderMode: true,
    scrollback: 5_000,
    theme: { background: '#0e1018', foreground: '#dfe2ee', cursor: '#8682e8' },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.open(target)
  fit.fit()
  const resized = new ResizeObserver(() => fit.fit())
  resized.observe(target)
  const bytes = new TextEncoder()
  const send = (data: Uint8Array<ArrayBuffer>) => socket.readyState === WebSocket.OPEN && socket.send(data)
  terminal.onData((text) => send(bytes.encode(text)))
  terminal.onBinary((text) => send(Uint8Array.from(text, (character) => character.charCodeAt(0))))
  socket.addEventListener('open', () => {
    onOpen()
    terminal.focus()
  })
  socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) =>
    terminal.write(typeof data === 'string' ? data : new Uint8Array(data)),
  )
  socket.addEventListener('close', ({ reason }) => onEnd(reason || 'The connection to the console was lost.'))
  return {
    close() {
      resized.disconnect()
      socket.close()
      terminal.dispose()
    },
  }
}

/** xterm.js makes style elements and knows nothing of nonces: without one the content security policy drops them. */
const documentWithNonce = (): Document =>
  new Proxy(document, {
    get(page, name) {
      if (name === 'createElement') return createWithNonce
      const value: unknown = Reflect.get(page, name)
      return typeof value === 'function' ? (value as () => unknown).bind(page) : value
    },
    set: (page, name, value) => Reflect.set(page, name, value),
  })

function createWithNonce(tag: string): HTMLElement {
  const element = document.createElement(tag)
  if (tag === 'style') element.nonce = styleNonce
  return element
}
