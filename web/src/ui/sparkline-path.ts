interface Box {
  maximum: number
  width: number
  height: number
}

const rounded = (value: number) => Math.round(value * 10) / 10

/** The way of a line through `values`, broken where one is null, and that of the area below it, as SVG has them. */
export function sparklinePath(
  values: readonly (number | null)[],
  { maximum, width, height }: Box,
): { line: string; area: string } {
  // The line has a width of its own, which must not be cut off.
  const inner = height - 2
  const x = (index: number) => rounded(1 + (index / Math.max(1, values.length - 1)) * (width - 2))
  const y = (value: number) => rounded(1 + inner * (1 - Math.min(1, Math.max(0, value / maximum))))
  const runs: string[][] = []
  const areas: string[] = []
  let begun: number | undefined
  const end = (index: number) => {
    if (begun === undefined) return
    const points = runs.at(-1)!
    areas.push(`M${x(begun)} ${height}L${points.join('L')}L${x(index)} ${height}Z`)
    // A single point is a line of no length, which round ends make a dot.
    if (points.length === 1) points.push(points[0]!)
    begun = undefined
  }
  values.forEach((value, index) => {
    if (value === null) return end(index - 1)
    if (begun === undefined) {
      begun = index
      runs.push([])
    }
    runs.at(-1)!.push(`${x(index)} ${y(value)}`)
  })
  end(values.length - 1)
  return { line: runs.map((points) => `M${points.join('L')}`).join(''), area: areas.join('') }
}
