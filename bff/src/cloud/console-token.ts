/** The token in a console's address: in its query, or, as noVNC has it, in the query of the WebSocket's address under `path`. */
export function consoleToken(url: string): string | null {
  const { searchParams } = new URL(url)
  const socket = searchParams.get('path') ?? ''
  return searchParams.get('token') ?? new URLSearchParams(socket.slice(socket.indexOf('?') + 1)).get('token')
}
