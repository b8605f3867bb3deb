/** The WebSocket that carries a guest's console of this kind for a token. */
export function consoleSocket(kind: 'vnc' | 'serial', token: string): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/consoles/${kind}?token=${encodeURIComponent(token)}`)
}
