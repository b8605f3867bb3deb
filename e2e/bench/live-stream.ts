import type { CloudProcess } from '../support/cloud-process.ts'
import { nowMs } from './frames.ts'

/** The stream of changes without a dashboard behind it. */
export interface LiveStream {
  /** Milliseconds since 1970 at which something came that has `text` in it; to be asked for before it comes. */
  hears(text: string): Promise<number>
  close(): void
}

/** Listens to what a browser with this session's cookie is told. */
export async function listenTo(cloud: CloudProcess, cookie: string): Promise<LiveStream> {
  const ending = new AbortController()
  const response = await fetch(`${cloud.url}/bff/live`, { headers: { cookie }, signal: ending.signal })
  const waiting = new Map<string, (atMs: number) => void>()
  const listen = async () => {
    let word = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const words = (word + chunk).split('\n\n')
      word = words.pop()!
      for (const [text, resolve] of waiting)
        if (words.some((each) => each.includes(text))) {
          waiting.delete(text)
          resolve(nowMs())
        }
    }
  }
  void listen().catch((error: unknown) => ending.signal.aborted || console.error(error))
  return {
    hears: (text) => new Promise((resolve) => waiting.set(text, resolve)),
    close: () => ending.abort(),
  }
}
