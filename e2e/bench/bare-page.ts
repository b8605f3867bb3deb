import { once } from 'node:events'
import { createServer } from 'node:http'

/** A server of one page without any script of ours: so many rows of text, a field, a box to tick and a list to unfold. */
export interface BarePage {
  url: string
  close(): void
}

export async function barePage(rows: readonly (readonly string[])[]): Promise<BarePage> {
  const cells = (row: readonly string[]) => row.map((text) => `<td>${text.replaceAll('<', '&lt;')}</td>`).join('')
  const body = `<!doctype html><title>Bare</title>
    <input id="field"><input id="box" type="checkbox">
    <details id="menu"><summary>More</summary><ul>${'<li>Item</li>'.repeat(15)}</ul></details>
    <table><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table>`
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(body))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
