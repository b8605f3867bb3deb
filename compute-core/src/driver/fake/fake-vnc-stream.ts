import { Duplex } from 'node:stream'

const width = 720
const height = 400

/** The encodings that are spoken here: a picture as rectangles, and QEMU's sign that it takes the places of keys. */
const rre = 2
const keyPlaces = -258

/**
 * A screen as QEMU's VNC server shows it: RFB 3.8 without a password, one picture that does not change, and keys by their places. A
 * silent one greets and says nothing more.
 */
export function fakeVncStream({ isSilent = false } = {}): Duplex {
  return new FakeVncStream(isSilent)
}

/** How long a client's message is, as far as its beginning tells: those with a list say its length themselves. */
const lengthOf: Readonly<Record<number, (message: Buffer) => number>> = {
  0: () => 20,
  2: (message) => (message.length < 4 ? 4 : 4 + 4 * message.readUInt16BE(2)),
  3: () => 10,
  4: () => 8,
  5: () => 6,
  6: (message) => (message.length < 8 ? 8 : 8 + Math.abs(message.readInt32BE(4))),
  255: () => 12,
}

class FakeVncStream extends Duplex {
  readonly #isSilent: boolean
  #hasGreeted = false
  /** What the client says before its messages: its version, how it signs in, whether others may look too. */
  #introductions = [12, 1, 1]
  #waiting = Buffer.alloc(0)
  #isQemuKnown = false

  constructor(isSilent: boolean) {
    super()
    this.#isSilent = isSilent
  }

  override _read(): void {
    if (this.#hasGreeted) return
    this.#hasGreeted = true
    this.push('RFB 003.008\n')
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.#isSilent) return done()
    this.#waiting = Buffer.concat([this.#waiting, chunk])
    try {
      for (let taken = this.#take(); taken; taken = this.#take()) this.#answer(taken)
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  /** The next message that has arrived whole. */
  #take(): Buffer | undefined {
    const type = this.#waiting[0]
    if (type === undefined) return undefined
    const length = this.#introductions[0] ?? lengthOf[type]?.(this.#waiting)
    if (length === undefined) throw new Error(`A client of the fake screen sent a message of the unknown type ${type}.`)
    if (this.#waiting.length < length) return undefined
    const taken = this.#waiting.subarray(0, length)
    this.#waiting = this.#waiting.subarray(length)
    return taken
  }

  #answer(message: Buffer): void {
    const introductions = this.#introductions.length
    if (introductions > 0) {
      this.#introductions.shift()
      this.push([greeting(), Buffer.alloc(4), Buffer.from([1, 1])][introductions - 1])
      return
    }
    if (message[0] === 2) this.#isQemuKnown = encodingsIn(message).includes(keyPlaces)
    // Whoever has the picture already and asks for changes waits for good.
    if (message[0] === 3 && message[1] === 0) this.push(picture(this.#isQemuKnown))
  }
}

const encodingsIn = (message: Buffer) =>
  Array.from({ length: message.readUInt16BE(2) }, (_, at) => message.readInt32BE(4 + 4 * at))

function greeting(): Buffer {
  const name = Buffer.from('fake guest')
  const head = Buffer.alloc(24)
  head.writeUInt16BE(width, 0)
  head.writeUInt16BE(height, 2)
  // 32 bits a pixel, 24 of colour, true colour, 8 bits for each of red, green and blue.
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
  head.writeUInt32BE(name.length, 20)
  return Buffer.concat([head, name])
}

/** Grey on black, lines as of a text down to the last one. */
function picture(withKeyPlaces: boolean): Buffer {
  const lines = Array.from({ length: 25 }, (_, row) => ({ y: row * 16 + 4, width: 80 + ((row * 137) % 560) }))
  const head = Buffer.from([0, 0, 0, withKeyPlaces ? 2 : 1])
  const places = withKeyPlaces ? rectangle(0, 0, keyPlaces) : Buffer.alloc(0)
  const body = Buffer.alloc(8)
  body.writeUInt32BE(lines.length, 0)
  const bars = lines.map((line) => {
    const bar = Buffer.alloc(12, 0xb0)
    bar.writeUInt16BE(8, 4)
    bar.writeUInt16BE(line.y, 6)
    bar.writeUInt16BE(line.width, 8)
    bar.writeUInt16BE(9, 10)
    return bar
  })
  return Buffer.concat([head, places, rectangle(width, height, rre), body, ...bars])
}

function rectangle(ofWidth: number, ofHeight: number, encoding: number): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(ofWidth, 4)
  head.writeUInt16BE(ofHeight, 6)
  head.writeInt32BE(encoding, 8)
  return head
}
