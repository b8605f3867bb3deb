import koffi from 'koffi'
import { LibvirtError } from './libvirt-error.ts'
import { libvirtLibrary } from './libvirt-library.ts'
import type { Pointer } from './native.ts'

/**
 * libvirt keeps the last error per thread, and our calls run on whichever worker thread is free: asking afterwards would ask
 * the wrong thread. So libvirt is given a handler, which it calls on the failing thread, with the number of the
 * connection, before the call returns; koffi carries it to the event loop and lets the thread wait. A connection is
 * used by one call at a time (`connection-pool.ts`), so that its last error belongs to its last call.
 */
const errors = new Map<number, { code: number; message: string | null }>()
const virError = koffi.struct({ code: 'int', domain: 'int', message: 'str' })
let handler: Pointer | undefined

/** The number under which errors without a connection are kept: those of opening one. */
export const noConnection = 0

/** Has libvirt report what fails on `connection` under `id`, and nothing on stderr any more. */
export function captureErrors(connection: Pointer, id: number): void {
  libvirtLibrary().virConnSetErrorFunc(connection, BigInt(id), errorHandler())
}

/** Has libvirt report failures that belong to no connection. */
export function captureErrorsWithoutConnection(): void {
  libvirtLibrary().virSetErrorFunc(null, errorHandler())
}

/** What the last call under `id` failed with; reading forgets it. */
export function takeError(id: number): LibvirtError | undefined {
  const error = errors.get(id)
  errors.delete(id)
  return error && new LibvirtError(error.code, error.message ?? '')
}

function errorHandler(): Pointer {
  handler ??= koffi.register((id: Pointer | null, error: Pointer | null) => {
    if (error === null) return
    errors.set(Number(id ?? 0n), koffi.decode(error, virError) as { code: number; message: string | null })
  }, libvirtLibrary().callbacks.onError)
  return handler
}
