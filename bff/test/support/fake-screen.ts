import { Duplex } from 'node:stream'

const width = 320
const height = 200

/** A guest's screen as a VNC server shows it: RFB 3.8 without a password and one plain picture. It keeps what it was sent. */
export class FakeScreen extends Duplex {
  readonly received: Buffer[] = []
  #turn = 0

  override _read(): void {
    if (this.#turn > 0) return
    this.#turn = 1
    this.push('RFB 003.008\n')
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.received.push(chunk)
    const answer = this.#answerTo(chunk)
    if (answer) this.push(answer)
    done()
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  #answerTo(chunk: Buffer): Buffer | undefined {
    const turn = this.#turn++
    if (turn === 1) return Buffer.from([1, 1]) // after the version: one way to sign in, without a password
    if (turn === 2) return Buffer.alloc(4) // that way it is
    if (turn === 3) return greeting() // after "may others look too?"
    // Message 3 asks for a picture; browsers send it glued to others, so its last ten bytes tell.
    return chunk.length >= 10 && chunk.at(-10) === 3 && chunk.at(-9) === 0 ? picture() : undefined
  }
}

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

function picture(): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt16BE(1, 2)
  head.writeUInt16BE(width, 8)
  head.writeUInt16BE(height, 10)
  return Buffer.concat([head, Buffer.alloc(width * height * 4, 0x60)])
}
