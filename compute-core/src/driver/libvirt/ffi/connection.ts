import { unavailable } from '#platform/errors'
import { LibvirtError } from './libvirt-error.ts'
import { libvirtLibrary, type LibvirtLibrary } from './libvirt-library.ts'
import type { Native, Pointer } from './native.ts'
import { holdEventLoop, registerEventLoop, releaseEventLoop } from './event-loop.ts'
import { captureErrors, captureErrorsWithoutConnection, noConnection, takeError } from './last-errors.ts'
import { whyNotConnected } from './why-not-connected.ts'

const keepAliveSeconds = 5
const keepAliveMisses = 3

let lastId = noConnection
let opening: Promise<unknown> = Promise.resolve()

/** One connection to a hypervisor, for one caller at a time. */
export class Connection {
  readonly lib: LibvirtLibrary
  readonly pointer: Pointer
  readonly #id: number

  constructor(lib: LibvirtLibrary, pointer: Pointer, id: number) {
    this.lib = lib
    this.pointer = pointer
    this.#id = id
  }

  /** Calls a function of libvirt on a worker thread; what it fails with is thrown as a `LibvirtError`. */
  async call<Args extends readonly unknown[], Result>(
    native: Native<Args, Result>,
    ...args: Args
  ): Promise<NonNullable<Result>> {
    takeError(this.#id)
    const result = await run(native, args)
    if (hasFailed(result)) throw takeError(this.#id) ?? new LibvirtError(0, '')
    return result as NonNullable<Result>
  }

  /** Whether the other end is still there, as far as libvirt has noticed. */
  async isAlive(): Promise<boolean> {
    return (await run(this.lib.virConnectIsAlive, [this.pointer])) === 1
  }

  /** Hangs up; the connection must not be used any more. */
  async close(): Promise<void> {
    await run(this.lib.virConnectClose, [this.pointer])
    takeError(this.#id)
    await releaseEventLoop()
  }
}

/** Connects to the hypervisor at `uri`, or says in one sentence why that is not possible and what would help. */
export function openConnection(uri: string): Promise<Connection> {
  // One at a time: a connection that cannot be opened has no number of its own to report its error under.
  const opened = opening.then(() => open(uri))
  opening = opened.catch(() => undefined)
  return opened
}

async function open(uri: string): Promise<Connection> {
  const lib = libvirtLibrary()
  registerEventLoop()
  captureErrorsWithoutConnection()
  holdEventLoop()
  takeError(noConnection)
  const pointer = await run(lib.virConnectOpen, [uri])
  if (pointer === null) {
    const error = takeError(noConnection)
    await releaseEventLoop()
    throw unavailable(`The hypervisor at ${uri}`, whyNotConnected(uri, error?.message ?? ''), error)
  }
  const id = (lastId += 1)
  captureErrors(pointer, id)
  await run(lib.virConnectSetKeepAlive, [pointer, keepAliveSeconds, keepAliveMisses])
  takeError(id)
  return new Connection(lib, pointer, id)
}

const hasFailed = (result: unknown) => result === null || (typeof result === 'number' && result < 0)

function run<Args extends readonly unknown[], Result>(native: Native<Args, Result>, args: Args): Promise<Result> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error, result) => (error ? reject(error) : resolve(result)))
  })
}
