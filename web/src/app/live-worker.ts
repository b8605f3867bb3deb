import { liveHolder, type TabWord } from './live-holder.ts'

// Holds the only live stream of this browser. A build with another worker has it under another address, and so beside this one.

const ports = new Map<string, MessagePort>()
const holder = liveHolder(
  (url) => new EventSource(url),
  (to, word) => {
    for (const [name, port] of ports) if (to === null || to === name) port.postMessage(word)
  },
  // A tab that has crashed says no word, and its port would be kept for as long as another tab is open. One that was frozen comes back.
  (name) => ports.delete(name),
)
let count = 0

addEventListener('connect', (event) => {
  const [port] = (event as MessageEvent).ports
  if (!port) return
  const name = String(count++)
  port.addEventListener('message', ({ data }: MessageEvent<TabWord>) => {
    ports.set(name, port)
    holder.hear(name, data)
  })
  port.start()
})
