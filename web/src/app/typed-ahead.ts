import { useEffect } from 'react'

/** What is in a field after `key`; undefined where the key writes nothing. */
export function withKey(text: string, key: string): string | undefined {
  if (key === 'Backspace') return text.slice(0, -1)
  return [...key].length === 1 ? text + key : undefined
}

const changers = new Set(['Shift', 'AltGraph', 'CapsLock', 'Dead'])

/**
 * Writes down what is typed for a field that has been asked for and is not there yet, so that no letter is lost, or taken by the page for
 * a shortcut. Whoever does anything else, be it a click, waits no more.
 */
export function useTypedAhead(
  isWaiting: boolean,
  onType: (change: (text: string) => string) => void,
  onLeave: () => void,
): void {
  useEffect(() => {
    if (!isWaiting) return undefined
    const take = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey } = event
      if (changers.has(key)) return
      const isCommand = metaKey || ((ctrlKey || altKey) && !event.getModifierState('AltGraph'))
      if (isCommand || withKey('', key) === undefined) return onLeave()
      event.preventDefault()
      event.stopPropagation()
      onType((text) => withKey(text, key) ?? text)
    }
    window.addEventListener('keydown', take, { capture: true })
    window.addEventListener('pointerdown', onLeave, { capture: true })
    return () => {
      window.removeEventListener('keydown', take, { capture: true })
      window.removeEventListener('pointerdown', onLeave, { capture: true })
    }
  }, [isWaiting, onType, onLeave])
}
