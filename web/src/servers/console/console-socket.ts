/** The WebSocket of the console that a token is for. */
export function consoleSocket(kind: 'vnc' | 'serial', token: string): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/consoles/${kind}?token=${encodeURIComponent(token)}`)
}
