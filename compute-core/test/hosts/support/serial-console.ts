// Types at a serial console twice a second, and prints what is said there and how it ended: node serial-console.ts <address of the WebSocket>
const socket = new WebSocket(process.argv[2]!, 'binary')
socket.binaryType = 'arraybuffer'
socket.addEventListener('open', () => setInterval(() => socket.send('\r'), 500))
socket.addEventListener('message', ({ data }) => process.stdout.write(Buffer.from(data as ArrayBuffer)))
socket.addEventListener('close', ({ code, reason }) => {
  console.error(`closed: ${code} ${reason}`)
  process.exit()
})
