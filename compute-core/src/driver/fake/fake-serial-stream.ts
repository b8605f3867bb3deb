import { type Duplex, PassThrough } from 'node:stream'

/** A serial port that asks for a name and says again what is typed, as a terminal does. */
export function fakeSerialStream(): Duplex {
  const echo = new PassThrough()
  echo.write('login: ')
  return echo
}
