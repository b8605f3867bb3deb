/** What shows a guest in the page, its screen or its serial port: made once for its place, it connects as often as is needed. */
export interface Display {
  /** Connects with a single-use token; `onEnd` is called once, when that connection has ended by itself or could not be made. */
  connect: (token: string, onOpen: () => void, onEnd: (end: End) => void) => void
  /** Ends the connection, if there is one, without calling `onEnd`. */
  hangUp: () => void
  focus: () => void
  /** Follows the colours of the page. */
  setTheme: (theme: 'light' | 'dark') => void
  /** Takes it out of the page for good. */
  remove: () => void
}

/** Why a connection ended. */
export interface End {
  why: string
  /** The guest itself ended it: it stops, restarts or was deleted. */
  isGuestGone: boolean
}

/** The codes by which the bff says why it closed a console. */
export const closeCodes = { badToken: 4401, guestGone: 4410 } as const

/** Whether these are the keys that lead out of a console, which keeps all others for the guest. */
export const leadsOut = ({ key, ctrlKey, altKey }: KeyboardEvent): boolean => key === 'Home' && ctrlKey && altKey

/** How those keys are told. */
export const keysOut = 'Ctrl+Alt+Home'
