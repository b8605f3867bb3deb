import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal as XTerm } from '@xterm/xterm'
import { styleNonce } from '#shared/style-nonce'
import { t } from '#ui/i18n'
import { consoleSocket } from './console-socket.ts'
import { closeCodes, type Display, leadsOut } from './display.ts'
import { findInRows } from './find-in-rows.ts'

/** A guest's serial port. What it has written stays over all connections. */
export interface Terminal extends Display {
  /** How often `search` is in what was written. */
  count: (search: string) => number
  /** Selects the `at`th place of it, counted from 0 from above, and shows it. */
  show: (search: string, at: number) => void
  /** What is selected, or everything. */
  selection: () => string
}

/** Makes the terminal of a guest in `target`; `onLeave` is called when somebody wants to have the focus outside. */
export function terminalIn(target: HTMLElement, onLeave: () => void): Terminal {
  const terminal = new XTerm({
    fontFamily: getComputedStyle(document.body).getPropertyValue('--mantine-font-family-monospace'),
    fontSize: 14,
    screenReaderMode: true,
    scrollback: 10_000,
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  withNonce(() => terminal.open(target))
  fit.fit()
  const resized = new ResizeObserver(() => fit.fit())
  resized.observe(target)
  let socket: WebSocket | null = null
  const bytes = new TextEncoder()
  const send = (data: Uint8Array<ArrayBuffer>) => socket?.readyState === WebSocket.OPEN && socket.send(data)
  terminal.onData((text) => send(bytes.encode(text)))
  terminal.onBinary((text) => send(Uint8Array.from(text, (character) => character.charCodeAt(0))))
  terminal.attachCustomKeyEventHandler((event) => {
    if (!leadsOut(event)) return true
    if (event.type === 'keydown') {
      event.preventDefault()
      onLeave()
    }
    return false
  })
  const found = (search: string) => {
    const { active } = terminal.buffer
    const rows = Array.from({ length: active.length }, (_, at) => {
      const line = active.getLine(at)
      return { text: line?.translateToString(false) ?? '', isWrapped: line?.isWrapped ?? false }
    })
    return findInRows(rows, search)
  }
  const hangUp = () => {
    const left = socket
    socket = null
    left?.close()
  }
  return {
    connect(token, onOpen, onEnd) {
      hangUp()
      const opened = consoleSocket('serial', token)
      socket = opened
      opened.binaryType = 'arraybuffer'
      opened.addEventListener('open', () => socket === opened && onOpen())
      opened.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) =>
        terminal.write(typeof data === 'string' ? data : new Uint8Array(data)),
      )
      opened.addEventListener('close', ({ code, reason }) => {
        if (socket !== opened) return
        socket = null
        onEnd({
          why: reason || t('The connection to the console was lost.'),
          isGuestGone: code === closeCodes.guestGone,
        })
      })
    },
    hangUp,
    focus: () => terminal.focus(),
    setTheme(theme) {
      const css = getComputedStyle(document.documentElement)
      terminal.options.theme = {
        ...(theme === 'light' ? lightColours : {}),
        background: css.getPropertyValue('--kn-surface').trim(),
        foreground: css.getPropertyValue('--mantine-color-text').trim(),
        cursor: css.getPropertyValue('--mantine-color-nova-5').trim(),
        selectionBackground: theme === 'light' ? '#c9c7fa' : '#4a47a8',
      }
    },
    count: (search) => found(search).length,
    show(search, at) {
      const place = found(search)[at]
      if (!place) return
      terminal.select(place.column, place.row, place.length)
      terminal.scrollToLine(Math.max(0, place.row - Math.floor(terminal.rows / 2)))
    },
    selection() {
      if (terminal.hasSelection()) return terminal.getSelection()
      terminal.selectAll()
      const all = terminal.getSelection()
      terminal.clearSelection()
      return all.trimEnd()
    },
    remove() {
      hangUp()
      resized.disconnect()
      terminal.dispose()
    },
  }
}

/** The colours of terminals, dark enough to be read on white. */
const lightColours: ITheme = {
  black: '#1c1e26',
  red: '#b3261e',
  green: '#1b6e3c',
  yellow: '#7a5600',
  blue: '#2450b2',
  magenta: '#8a2b8f',
  cyan: '#0b6b75',
  white: '#5b6070',
  brightBlack: '#5b6070',
  brightRed: '#c5221f',
  brightGreen: '#137333',
  brightYellow: '#8a5d00',
  brightBlue: '#1a56db',
  brightMagenta: '#9c27b0',
  brightCyan: '#00707f',
  brightWhite: '#1c1e26',
}

/**
 * Gives the style elements that xterm.js creates in `open` the nonce that the content security policy requires. xterm.js
 * has no option for it, and its `documentOverride` does not reach all of them (6.0.0).
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
    delete (document as Partial<Document>).createElement // the prototype's takes its place again
  }
}
