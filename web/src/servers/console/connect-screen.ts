import RFB from '@novnc/novnc'
import { t } from '#ui/i18n'
import { consoleSocket } from './console-socket.ts'
import { closeCodes, type Display, leadsOut } from './display.ts'
import type { Keyboard } from './type-text.ts'

/** How large a guest's screen is shown: as large as there is room, or pixel for pixel. */
export type Scaling = 'fit' | 'actual'

/** A guest's screen and keyboard. Keys that are sent while it is not connected are lost. */
export interface Screen extends Display, Keyboard {
  setScaling: (scaling: Scaling) => void
  /** What is on the screen, as a PNG; null while it is not connected. */
  picture: () => Promise<Blob | null>
}

const timeoutMs = 10_000
const modifiers = [
  [0xffe3, 'ControlLeft'],
  [0xffe4, 'ControlRight'],
  [0xffe9, 'AltLeft'],
] as const

/** Makes the screen of a guest in `target`; `onLeave` is called when somebody wants to have the focus outside. */
export function screenIn(target: HTMLElement, onLeave: () => void): Screen {
  let rfb: RFB | null = null
  let hangUp = () => {}
  let isFitted = true

  const leave = (event: KeyboardEvent) => {
    if (!leadsOut(event)) return
    event.preventDefault()
    event.stopPropagation()
    // The guest has seen them go down, and would see no more of them.
    for (const [keysym, code] of modifiers) rfb?.sendKey(keysym, code, false)
    onLeave()
  }
  target.addEventListener('keydown', leave, { capture: true })

  return {
    connect(token, onOpen, onEnd) {
      hangUp()
      const socket = consoleSocket('vnc', token)
      let why = ''
      let isGuestGone = false
      let isLeft = false
      // noVNC reports only that it ended; the reason is in the close frame.
      socket.addEventListener('close', ({ code, reason }) => {
        why ||= reason
        isGuestGone = code === closeCodes.guestGone
      })
      const opened = new RFB(target, socket)
      rfb = opened
      opened.scaleViewport = isFitted
      opened.background = 'transparent'
      // noVNC itself would wait forever for a screen that does not respond.
      const timeout = setTimeout(() => {
        why = t('The guest’s screen did not respond within {{seconds}} seconds.', { seconds: timeoutMs / 1_000 })
        opened.disconnect()
      }, timeoutMs)
      opened.addEventListener('connect', () => {
        clearTimeout(timeout)
        if (!isLeft) onOpen()
      })
      opened.addEventListener('disconnect', () => {
        clearTimeout(timeout)
        if (rfb === opened) rfb = null
        if (!isLeft) onEnd({ why: why || t('The connection to the console was lost.'), isGuestGone })
      })
      opened.addEventListener('securityfailure', () => (why = t('The guest’s screen refused the connection.')))
      hangUp = () => {
        isLeft = true
        clearTimeout(timeout)
        hangUp = () => {}
        opened.disconnect()
      }
    },
    hangUp: () => hangUp(),
    focus: () => rfb?.focus({ preventScroll: true }),
    sendKey: (keysym, code, down) => rfb?.sendKey(keysym, code, down),
    setScaling(scaling) {
      isFitted = scaling === 'fit'
      if (rfb) rfb.scaleViewport = isFitted
    },
    picture: () => new Promise((resolve) => (rfb ? rfb.toBlob(resolve, 'image/png') : resolve(null))),
    setTheme() {}, // it has the colours of its guest
    remove() {
      hangUp()
      target.removeEventListener('keydown', leave, { capture: true })
    },
  }
}
