import { sparklinePath } from './sparkline-path.ts'
import './sparkline.css'

interface SparklineProps {
  /** The oldest first; null is not known. */
  values: readonly (number | null)[]
  /** What the whole height stands for. */
  maximum: number
  width?: number
  height?: number
}

/** A line without axes, as wide as a word; what it shows has to be said in text beside it. */
export function Sparkline({ values, maximum, width = 56, height = 20 }: SparklineProps) {
  const { line, area } = sparklinePath(values, { maximum, width, height })
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path className="sparkline-area" d={area} />
      <path d={line} />
    </svg>
  )
}
