import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { Duplex } from 'node:stream'
import { ReadStream } from 'node:tty'

/** A viewer who reads so slowly that this much waits for them is let go: the guest and the others do not wait. */
const patienceBytes = 1_048_576

/** Terminals that somebody looks at. One reader each: of two, either would get a part of what the guest says. */
const watched = new Map<string, Promise<SharedTerminal | undefined>>()

/** A stream to the terminal at `path`. Whoever is there sees the same and may type; undefined when it has gone. */
export async function watchTerminal(path: string): Promise<Duplex | undefined> {
  const opened = watched.get(path) ?? openTerminal(path)
  watched.set(path, opened)
  const terminal = await opened.catch((error: unknown) => {
    watched.delete(path)
    throw error
  })
  if (terminal === undefined) watched.delete(path)
  return terminal?.join()
}

async function openTerminal(path: string): Promise<SharedTerminal | undefined> {
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants
  const file = await open(path, O_RDWR | O_NOCTTY | O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EIO') return undefined
    throw error
  })
  if (file === undefined) return undefined
  // Not a WriteStream: those write synchronously, and a guest that does not read would stop this process. Either opens
  // the terminal once more for itself.
  const stream = new ReadStream(file.fd)
  await file.close()
  return new SharedTerminal(stream, () => watched.delete(path))
}

class SharedTerminal {
  readonly #stream: ReadStream
  readonly #forget: () => void
  readonly #viewers = new Set<Viewer>()

  constructor(stream: ReadStream, forget: () => void) {
    this.#stream = stream
    this.#forget = forget
    // A guest that is switched off closes its end, which reads as an error here.
    stream.on('error', () => stream.destroy())
    stream.on('data', (chunk: Buffer) => this.#viewers.forEach((viewer) => viewer.show(chunk)))
    stream.on('end', () => stream.destroy())
    stream.on('close', () => {
      forget()
      this.#viewers.forEach((viewer) => viewer.push(null))
    })
  }

  join(): Duplex {
    const viewer = new Viewer(this.#stream, () => {
      this.#viewers.delete(viewer)
      if (this.#viewers.size > 0) return
      this.#forget()
      this.#stream.destroy()
    })
    this.#viewers.add(viewer)
    return viewer
  }
}

/** One who looks at a terminal and types there. */
class Viewer extends Duplex {
  readonly #terminal: ReadStream
  readonly #leave: () => void

  constructor(terminal: ReadStream, leave: () => void) {
    super()
    this.#terminal = terminal
    this.#leave = leave
  }

  show(chunk: Buffer): void {
    if (this.readableLength > patienceBytes) this.destroy(new Error('The console was read too slowly.'))
    else this.push(chunk)
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#terminal.write(chunk, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#leave()
    done(error)
  }
}
