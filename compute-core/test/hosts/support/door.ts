// Lets in through a socket file whoever is outside of a room: node door.ts <socket file> <address> <port>
import { connect, createServer } from 'node:net'

const [file, address, port] = process.argv.slice(2) as [string, string, string]

createServer((outside) => {
  const inside = connect(Number(port), address)
  outside.on('error', () => inside.destroy())
  inside.on('error', () => outside.destroy())
  outside.pipe(inside).pipe(outside)
}).listen(file)
