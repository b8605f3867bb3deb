import { memo, useEffect, useImperativeHandle, useRef, type CSSProperties, type Ref, type ReactNode } from 'react'
import { t } from '#ui/i18n'
import type { LogMatch } from './log-text.ts'

/** Moves what is seen of a log. */
export interface LogScroller {
  toStart: () => void
  toEnd: () => void
}

interface LogViewProps {
  lines: readonly string[]
  matches: readonly LogMatch[]
  /** The match that is shown. */
  current: LogMatch | undefined
  isFollowing: boolean
  isWrapped: boolean
  /** Somebody scrolled away from the end. */
  onScrolledUp: () => void
  ref: Ref<LogScroller>
}

const chunkSize = 200
const none: readonly LogMatch[] = []

/**
 * A log with numbered lines. All of it is in the page, so that one can select, copy and find across all of it; in chunks, of which
 * the browser lays out those only that are seen, and React compares those only that changed.
 */
export function LogView({ lines, matches, current, isFollowing, isWrapped, onScrolledUp, ref }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => ({
    toStart: () => box.current?.scrollTo({ top: 0 }),
    toEnd: () => showEnd(box.current),
  }))
  useEffect(() => {
    if (isFollowing) showEnd(box.current)
    // The end moves with each new line, and with the way that lines are broken.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [lines, isFollowing, isWrapped])
  useEffect(() => {
    if (current)
      box.current?.querySelector('mark[aria-current]')?.scrollIntoView({ block: 'center', inline: 'nearest' })
  }, [current])
  const byChunk = Map.groupBy(matches, ({ line }) => Math.floor(line / chunkSize))
  const longest = lines.reduce((length, line) => Math.max(length, line.length), 0)
  const style = {
    '--log-digits': String(lines.length).length,
    '--log-width': isWrapped ? 'auto' : `calc(${longest}ch + ${String(lines.length).length}ch + 48px)`,
  } as CSSProperties
  return (
    // A scroller that knows when somebody reads back; its parts are text.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={box}
      className="log"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="group"
      aria-label={t('Output')}
      // A scrollable area must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-wrap={isWrapped}
      style={style}
      onWheel={({ deltaY }) => deltaY < 0 && isFollowing && onScrolledUp()}
      onKeyDown={({ key }) => ['ArrowUp', 'PageUp', 'Home'].includes(key) && isFollowing && onScrolledUp()}
    >
      {Array.from({ length: Math.ceil(lines.length / chunkSize) }, (_, chunk) => (
        <LogChunk
          // A chunk is its place: logs only grow.
          // oxlint-disable-next-line react/no-array-index-key
          key={chunk}
          first={chunk * chunkSize}
          lines={lines.slice(chunk * chunkSize, (chunk + 1) * chunkSize)}
          matches={byChunk.get(chunk) ?? none}
          current={current && Math.floor(current.line / chunkSize) === chunk ? current : undefined}
        />
      ))}
    </div>
  )
}

/** Scrolls to the end. It moves while what comes into view is laid out, for a few frames. */
function showEnd(box: HTMLElement | null, frames = 4): void {
  if (!box) return
  box.scrollTop = box.scrollHeight
  if (frames > 0) requestAnimationFrame(() => showEnd(box, frames - 1))
}

interface LogChunkProps {
  first: number
  lines: readonly string[]
  matches: readonly LogMatch[]
  current: LogMatch | undefined
}

const LogChunk = memo(function LogChunk({ first, lines, matches, current }: LogChunkProps) {
  const byLine = Map.groupBy(matches, ({ line }) => line)
  return (
    <div className="log-chunk" style={{ containIntrinsicSize: `auto ${lines.length * 18}px` }}>
      {lines.map((text, at) => (
        // A line is its number.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={first + at} className="log-line" data-line={first + at + 1}>
          {marked(text, byLine.get(first + at) ?? none, current)}
        </div>
      ))}
    </div>
  )
}, isSameChunk)

function isSameChunk(before: LogChunkProps, after: LogChunkProps): boolean {
  return (
    before.current === after.current &&
    sameItems(before.lines, after.lines) &&
    (before.matches === after.matches ||
      (before.matches.length === after.matches.length &&
        before.matches.every(({ from, to, line }, at) => {
          const other = after.matches[at]!
          return other.from === from && other.to === to && other.line === line
        })))
  )
}

const sameItems = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((item, at) => item === others[at])

/** A line with its matches marked. An empty one keeps its height, and its line break when it is copied. */
function marked(text: string, matches: readonly LogMatch[], current: LogMatch | undefined): ReactNode {
  if (text === '') return <br />
  if (matches.length === 0) return text
  const pieces: ReactNode[] = []
  let end = 0
  for (const { line, from, to } of matches) {
    const isCurrent = current?.line === line && current.from === from
    pieces.push(
      text.slice(end, from),
      <mark key={from} {...(isCurrent ? { 'aria-current': true } : {})}>
        {text.slice(from, to)}
      </mark>,
    )
    end = to
  }
  return [...pieces, text.slice(end)]
}
