import type { ClipboardEvent, KeyboardEvent } from 'react'

/** Selects all that is in a box where only a part of it is drawn, as Ctrl+A does in a field of text; `copyAll` copies the rest with it. */
export function selectAll(event: KeyboardEvent<HTMLElement>): void {
  if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
  event.preventDefault()
  document.getSelection()?.selectAllChildren(event.currentTarget)
}

/** Copies every line where all is selected, also those that are not drawn. What somebody selects with the mouse is copied as it is. */
export function copyAll(event: ClipboardEvent<HTMLElement>, lines: readonly string[]): void {
  const drawn = event.currentTarget.firstElementChild
  if (!drawn || !document.getSelection()?.containsNode(drawn)) return
  event.preventDefault()
  event.clipboardData.setData('text/plain', `${lines.join('\n')}\n`)
}
