import koffi from 'koffi'
import { libvirtLibrary } from './libvirt-library.ts'
import type { Pointer } from './native.ts'

let holders = 0
let registered = false
let running = false
const leaving: (() => void)[] = []
let wakes = 0
let onWake: Pointer | undefined

/** Makes libvirt use its own event loop; must come before the first connection is opened, or no event ever comes. */
export function registerEventLoop(): void {
  if (registered) return
  libvirtLibrary().virEventRegisterDefaultImpl()
  registered = true
}

/** Keeps libvirt's event loop running, on one worker thread for the whole process, until as many let go as held. */
export function holdEventLoop(): void {
  holders += 1
  if (running) return
  running = true
  turn()
}

/**
 * Lets go of the event loop; the last one to do so ends it, so that the process can exit. Resolves once it has ended, or somebody else holds
 * it: whoever exits before waits forever for a thread that waits for him, to be told that it may end.
 */
export async function releaseEventLoop(): Promise<void> {
  holders -= 1
  if (holders > 0) return
  wake()
  if (running) await new Promise<void>((resolve) => leaving.push(resolve))
}

function turn(): void {
  libvirtLibrary().virEventRunDefaultImpl.async((error, result) => {
    const goesOn = (holders > 0 || wakes > 0) && error === null && result >= 0
    if (goesOn) turn()
    else running = false
    if (!goesOn || holders > 0) for (const left of leaving.splice(0)) left()
  })
}

/**
 * The loop sleeps in poll(2) until something happens; a timeout that is due at once is something. The turn that serves it also
 * clears away what connections closed before have left, sockets among it: the loop does not end before that turn.
 */
function wake(): void {
  const { virEventAddTimeout, virEventRemoveTimeout, callbacks } = libvirtLibrary()
  onWake ??= koffi.register((timer: number) => {
    virEventRemoveTimeout(timer)
    wakes -= 1
  }, callbacks.onTimeout)
  wakes += 1
  virEventAddTimeout(0, onWake, null, null)
}
