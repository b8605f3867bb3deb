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
    fontFamily: getComputedStyle(document.body).getPropertyValue('--mantine-font-family-monospace'),
    fontSize: 14,
    screenReaderMode: true,
    scrollback: 5_000,
    theme: { background: '#0e1018', foreground: '#dfe2ee', cursor: '#8682e8' },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  withNonce(() => terminal.open(target))
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

/**
 * xterm.js makes its style elements as it opens and knows nothing of nonces; without one the content security policy drops
 * them. Its `documentOverride` does not reach all of them (6.0.0).
 */
function withNonce(open: () => void): void {
  const createElement = document.createElement.bind(document)
  document.createElement = (tag: string, options?: ElementCreationOptions) => {
    const element = createElement(tag, options)
    if (tag === 'style') element.nonce = styleNonce
    return element
  }
  try {
    open()
  } finally {
    delete (document as Partial<Document>).createElement // the prototype's is there again
  }
}
