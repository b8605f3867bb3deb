import { Duplex } from 'node:stream'

/** A stream that greets as an RFB 3.8 server does and then stays silent until the other side hangs up. */
export function fakeVncStream(): Duplex {
  return new FakeVncStream()
}

class FakeVncStream extends Duplex {
  #greeted = false

  override _read(): void {
    if (this.#greeted) return
    this.#greeted = true
    this.push('RFB 003.008\n')
  }

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done()
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }
}
