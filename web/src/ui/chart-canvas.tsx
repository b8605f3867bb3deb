import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { gapsOf, topOf, type ChartProps } from './chart-parts.ts'
import { formatDay, formatTime } from './format.ts'
import { timeZone } from './preferences.ts'

interface CanvasProps extends ChartProps {
  /** Called with the index of the point under the pointer, here or in another chart of the same `sync`; null without one. */
  onPoint: (index: number | null) => void
}

const chartHeight = 120

/** Draws a chart with uPlot. It is loaded only where there is a chart. */
export default function ChartCanvas(props: CanvasProps) {
  // uPlot is told at its start how many lines there are.
  return <Drawing key={props.lines.map(({ isPeak }) => (isPeak ? 'peak' : 'line')).join()} {...props} />
}

function Drawing(props: CanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<UPlot>(null)
  const latest = useRef(props)
  const { times, lines } = props
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    const into = box.current!
    const made = new UPlot(optionsOf(latest, into), dataOf(latest.current), into)
    chart.current = made
    const resized = new ResizeObserver(() => made.setSize({ width: into.clientWidth, height: chartHeight }))
    resized.observe(into)
    // Colours are read when the chart is drawn: another theme draws it anew.
    const themed = new MutationObserver(() => made.redraw(false))
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [])
  useEffect(() => chart.current?.setData(dataOf({ times, lines })), [times, lines])

  return <div ref={box} className="chart-canvas" aria-hidden />
}

const dataOf = ({ times, lines }: Pick<CanvasProps, 'times' | 'lines'>): UPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
]

/** A colour of the page by its name, as it is in the theme now. */
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const tones = ['--kn-chart-1', '--kn-chart-2']

function optionsOf(latest: { current: CanvasProps }, into: HTMLElement): UPlot.Options {
  const font = `11px ${getComputedStyle(into).fontFamily}`
  const axis = {
    stroke: () => colour('--mantine-color-dimmed'),
    font,
    ticks: { show: false },
    grid: { stroke: () => colour('--kn-line'), width: 1 },
  }
  return {
    width: into.clientWidth,
    height: chartHeight,
    padding: [8, null, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), timeZone()),
    cursor: {
      sync: { key: latest.current.sync },
      drag: { x: false, y: false },
      points: {
        size: 6,
        fill: (_, line) => colour(toneOf(latest.current, line)),
        stroke: () => colour('--kn-surface'),
      },
      y: false,
    },
    scales: {
      x: { range: () => [latest.current.start, latest.current.end] },
      y: {
        range: () => [
          0,
          topOf(
            latest.current.lines.map(({ values }) => values),
            latest.current.least,
            latest.current.base,
          ),
        ],
      },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 4,
        space: 80,
        grid: { show: false },
        values: (_, splits) => splits.map((seconds) => timeLabel(latest.current, seconds)),
      },
      {
        ...axis,
        size: 72,
        gap: 8,
        // The bottom, the middle and the top: round figures, since the top is one.
        splits: (_, __, min, max) => [min, (min + max) / 2, max],
        values: (_, splits) => splits.map((value) => (value === 0 ? '0' : latest.current.format(value))),
      },
    ],
    series: [
      {},
      ...latest.current.lines.map(({ isPeak = false }, index): UPlot.Series => ({
        stroke: () => colour(toneOf(latest.current, index + 1)) + (isPeak ? '66' : ''),
        width: isPeak ? 1 : 1.5,
        points: { show: (_, seriesIndex, from, to) => isAlone(latest.current, seriesIndex, from, to), size: 4 },
        ...(index === 0 && !isPeak ? { fill: () => `${colour(toneOf(latest.current, 1))}1f` } : {}),
      })),
    ],
    hooks: {
      drawClear: [(chart) => shadeGaps(chart, latest.current)],
      setCursor: [
        ({ cursor }) =>
          latest.current.onPoint(cursor.left === undefined || cursor.left < 0 ? null : (cursor.idx ?? null)),
      ],
    },
  }
}

const toneOf = ({ lines }: CanvasProps, series: number) => tones[lines[series - 1]?.tone ?? 0]!

/** A time of day, or a day where the chart spans several and the day begins. */
function timeLabel({ start, end }: CanvasProps, seconds: number): string {
  const at = new Date(seconds * 1000)
  return end - start > 2 * 86_400 ? formatDay(at) : formatTime(at)
}

/** Points are drawn only where a line would not show them: a single sample between gaps. */
function isAlone({ lines }: CanvasProps, series: number, from: number, to: number): boolean {
  const values = lines[series - 1]?.values.slice(from, to + 1) ?? []
  return values.filter((value) => value !== null).length === 1
}

/** Stripes where nothing was measured, below everything else. */
function shadeGaps(chart: UPlot, { times, lines, ...span }: CanvasProps): void {
  const { ctx, bbox } = chart
  const gaps = gapsOf(
    times,
    lines.map(({ values }) => values),
    span,
  )
  ctx.save()
  for (const [from, to] of gaps) {
    const left = Math.max(bbox.left, chart.valToPos(from, 'x', true))
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, 'x', true))
    ctx.save()
    ctx.beginPath()
    ctx.rect(left, bbox.top, right - left, bbox.height)
    ctx.clip()
    ctx.fillStyle = colour('--kn-hover')
    ctx.fillRect(left, bbox.top, right - left, bbox.height)
    ctx.strokeStyle = colour('--kn-line')
    ctx.lineWidth = UPlot.pxRatio
    const distance = 8 * UPlot.pxRatio
    for (let x = left - bbox.height; x < right; x += distance) {
      ctx.beginPath()
      ctx.moveTo(x, bbox.top + bbox.height)
      ctx.lineTo(x + bbox.height, bbox.top)
      ctx.stroke()
    }
    ctx.restore()
  }
  ctx.restore()
}
