// Sends requests to a peer over the wire, from the room that it runs in, and prints what came back:
// node send-by-wire.ts <file with credentials> <address> <port> <requests as JSON>
import { readFile } from 'node:fs/promises'
import { wireClient } from '#platform/wire/h2-fetch'

const [file, address, port, requests] = process.argv.slice(2) as [string, string, string, string]
const credentials = JSON.parse(await readFile(file, 'utf8'))
const client = wireClient({
  target: { address, port: Number(port), expects: () => true },
  credentials: () => credentials,
})

for (const { line, headers = {}, body } of JSON.parse(requests)) {
  const [method, path] = line.split(' ')
  const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
  const answer = await client
    .fetch(path, sent)
    .then(async (response) => ({ line, status: response.status, body: await response.text() }))
    .catch((error: Error) => ({ line, status: 0, body: error.message }))
  console.log(JSON.stringify(answer))
}
client.close()
