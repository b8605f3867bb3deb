import type { ClipboardEvent, KeyboardEvent } from 'react'

/** Selects all that is in a box where only a part of it is drawn, as Ctrl+A does in a field of text; `copyAll` copies the rest with it. */
export function selectAll(event: KeyboardEvent<HTMLElement>): void {
  if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
  event.preventDefault()
  document.getSelection()?.selectAllChildren(event.currentTarget)
}

/**
 * Copies every line where all is selected, also those that are not drawn. What somebody selects with the mouse is copied as it is: it does
 * not reach from the first line that is drawn to the last, which are both out of sight.
 */
export function copyAll(event: ClipboardEvent<HTMLElement>, lines: readonly string[]): void {
  const drawn = event.currentTarget.firstElementChild
  const selection = document.getSelection()
  if (!drawn?.firstElementChild || !drawn.lastElementChild || drawn.childElementCount === lines.length) return
  const reaches = (line: Element) => selection?.containsNode(line, true) === true
  if (!reaches(drawn.firstElementChild) || !reaches(drawn.lastElementChild)) return
  event.preventDefault()
  event.clipboardData.setData('text/plain', `${lines.join('\n')}\n`)
}
