import type { ConsoleUrl } from '#api/compute-deps'

/**
 * Where the dashboard opens a console by its one-time token. The screen is a page, whose address has the form that Nova's has had since
 * noVNC 1.1 and that programs take apart: `path` is the address of the screen's WebSocket. A serial port is the WebSocket itself.
 */
export const consoleUrl: ConsoleUrl = ({ origin, protocol, token }) =>
  protocol === 'serial'
    ? `${origin.replace(/^http/, 'ws')}/consoles/serial?token=${encodeURIComponent(token)}`
    : `${origin}/vnc_auto.html?path=${encodeURIComponent(`?token=${encodeURIComponent(token)}`)}`
