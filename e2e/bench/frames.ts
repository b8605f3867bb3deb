import type { Page } from '@playwright/test'
import { quantile } from './measure.ts'

/** Milliseconds since 1970 by this process's clock, in fractions. */
export const nowMs = () => performance.timeOrigin + performance.now()

/** What a test of a page is called with there. */
type Test = (wanted: string) => boolean

/** A moment that a page is watched for. */
export interface Watched {
  /** Milliseconds since 1970, by the page's clock, at which the frame was drawn that shows what is watched for. */
  drawnMs(): Promise<number>
  /** Those at which the input came that the page was to answer. */
  inputMs(): Promise<number>
}

/** From now on looks before each frame of the page whether `isShown` holds, and remembers when the first `input` came. */
export async function watch(page: Page, isShown: Test, wanted = '', input = 'click'): Promise<Watched> {
  await page.evaluate(`(${watchInPage})(${isShown}, ${JSON.stringify(wanted)}, ${JSON.stringify(input)})`)
  return {
    drawnMs: () => page.evaluate('watched.drawn'),
    inputMs: () => page.evaluate('watched.input'),
  }
}

/** Milliseconds from each navigation of `page`, again and again, to the frame that shows what is watched for. */
export async function watchLoads(page: Page, isShown: Test, wanted = ''): Promise<() => Promise<number>> {
  await page.addInitScript(`(${watchInPage})(${isShown}, ${JSON.stringify(wanted)}, 'click')`)
  return () => page.evaluate('watched.drawn.then((at) => at - performance.timeOrigin)')
}

interface InPage {
  watched: { drawn: Promise<number>; input: number }
}

/** Runs in the page. */
function watchInPage(isShown: Test, wanted: string, input: string) {
  const ofFrame = () => performance.timeOrigin + performance.now()
  const watched = {
    input: 0,
    drawn: new Promise<number>((resolve) => {
      const look = () => {
        if (!isShown(wanted)) return requestAnimationFrame(look)
        // What comes after the tasks of this frame finds it drawn.
        const { port1, port2 } = new MessageChannel()
        port1.addEventListener('message', () => resolve(ofFrame()))
        port1.start()
        port2.postMessage('')
        return undefined
      }
      requestAnimationFrame(look)
    }),
  }
  ;(globalThis as unknown as InPage).watched = watched
  const begin = ({ timeStamp }: Event) => (watched.input = performance.timeOrigin + timeStamp)
  addEventListener(input, begin, { capture: true, once: true })
}

/** How far the clock of a page is ahead of this process's: by the quickest of several questions. */
export async function clockAheadMs(page: Page): Promise<number> {
  let best = { tookMs: Infinity, aheadMs: 0 }
  for (let n = 0; n < 50; n++) {
    const begun = nowMs()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now())
    const ended = nowMs()
    if (ended - begun < best.tookMs) best = { tookMs: ended - begun, aheadMs: there - (begun + ended) / 2 }
  }
  return best.aheadMs
}

/** Durations as the table has them. */
export function spread(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b)
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)]
  return { p50, text: `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms` }
}
