import { useVirtualizer } from '@tanstack/react-virtual'
import {
  memo,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
  type Ref,
} from 'react'
import { t } from '#ui/i18n'
import { copyAll, selectAll } from './log-selection.ts'
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

/** How high a line is that is not broken, in pixels. */
const lineHeight = 18
const none: readonly LogMatch[] = []

/** A log with numbered lines, of which those are drawn that are within sight: how high the others are is known once they have been seen. */
export function LogView({ lines, matches, current, isFollowing, isWrapped, onScrolledUp, ref }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- no compiler is at work here that would keep what it returns
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    initialOffset: () => (isFollowing ? lines.length * lineHeight : 0),
    overscan: 30,
  })
  const height = virtualizer.getTotalSize()
  const room = virtualizer.scrollRect
  // Lines that are broken otherwise have another height, all of them: what was seen first stays first.
  const [wasWrapped, setWasWrapped] = useState(isWrapped)
  useLayoutEffect(() => {
    if (wasWrapped === isWrapped) return
    setWasWrapped(isWrapped)
    const first = virtualizer.getVirtualItemForOffset(virtualizer.scrollOffset ?? 0)
    virtualizer.measure()
    if (first) virtualizer.scrollToIndex(first.index, { align: 'start' })
  }, [wasWrapped, isWrapped, virtualizer])
  useLayoutEffect(() => {
    if (isFollowing) showEnd(box.current)
    // The end moves with each new line, with the way that lines are broken, and with the room there is.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [lines, isFollowing, isWrapped, height, room])
  useShown(current, box, (line) => virtualizer.scrollToIndex(line, { align: 'center' }))
  useImperativeHandle(ref, () => ({
    toStart: () => virtualizer.scrollToIndex(0),
    toEnd: () => virtualizer.scrollToIndex(lines.length - 1, { align: 'end' }),
  }))
  const isLeft = useLeavingEnd(box)
  const byLine = useMemo(() => Map.groupBy(matches, ({ line }) => line), [matches])
  const longest = useMemo(() => lines.reduce((length, line) => Math.max(length, line.length), 0), [lines])
  const items = virtualizer.getVirtualItems()
  const digits = String(lines.length).length
  const style = {
    '--log-digits': String(digits),
    '--log-width': isWrapped ? 'auto' : `calc(${longest + digits}ch + 48px)`,
  } as CSSProperties
  return (
    // It scrolls by itself; its parts are text.
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
      onKeyDown={selectAll}
      onCopy={(event) => copyAll(event, lines)}
      onScroll={() => isLeft() && isFollowing && onScrolledUp()}
    >
      <div className="log-lines" style={{ height, paddingTop: items[0]?.start ?? 0 }}>
        {items.map(({ index, key }) => (
          <LogLine
            key={key}
            ref={virtualizer.measureElement}
            index={index}
            text={lines[index]!}
            matches={byLine.get(index) ?? none}
            current={current?.line === index ? current : undefined}
          />
        ))}
      </div>
    </div>
  )
}

function showEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight
}

/** Whether the last scrolling went up and away from the end: somebody reads back, with whatever they scroll. */
function useLeavingEnd(box: { current: HTMLElement | null }): () => boolean {
  const before = useRef(0)
  return () => {
    if (!box.current) return false
    const { scrollTop, scrollHeight, clientHeight } = box.current
    const isUp = scrollTop < before.current
    before.current = scrollTop
    return isUp && scrollHeight - clientHeight - scrollTop > 2
  }
}

/** Brings each new match into sight, once: its line, and as soon as that is drawn, the place in it. */
function useShown(
  current: LogMatch | undefined,
  box: { current: HTMLElement | null },
  scrollTo: (line: number) => void,
): void {
  const last = useRef<LogMatch>(undefined)
  const isSought = useRef(false)
  useEffect(() => {
    // Somebody who scrolls on afterwards stays there.
    if (!isSamePlace(last.current, current)) {
      isSought.current = current !== undefined
      if (current) scrollTo(current.line)
    }
    last.current = current
    const mark = isSought.current && box.current?.querySelector('mark[aria-current]')
    if (!mark) return
    isSought.current = false
    mark.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  })
}

const isSamePlace = (one: LogMatch | undefined, other: LogMatch | undefined) =>
  one?.line === other?.line && one?.from === other?.from && one?.to === other?.to

interface LogLineProps {
  index: number
  text: string
  matches: readonly LogMatch[]
  current: LogMatch | undefined
  ref: Ref<HTMLDivElement>
}

const LogLine = memo(function LogLine({ index, text, matches, current, ref }: LogLineProps) {
  return (
    <div ref={ref} className="log-line" data-index={index} data-line={index + 1}>
      {marked(text, matches, current)}
    </div>
  )
})

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
