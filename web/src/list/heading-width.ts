/** As `.list-table thead th` in list.css: its letters, the room beside them, and the arrow of what can be sorted. */
const letters = '500 12px "Inter Variable", sans-serif'
const padding = 24
const arrow = 18

let canvas: CanvasRenderingContext2D | null | undefined

/** How many pixels a heading takes to be read whole, in whatever language it is. */
export function headingWidth(text: string, canSort: boolean): number {
  canvas ??= document.createElement('canvas').getContext('2d')
  if (!canvas) return 0
  canvas.font = letters
  return Math.ceil(canvas.measureText(text).width) + padding + (canSort ? arrow : 0) + 1
}
