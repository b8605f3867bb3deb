import { existsSync } from 'node:fs'

const folders = ['lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu', 'lib64', 'lib']
const library = folders.map((folder) => `/usr/${folder}/faketime/libfaketime.so.1`).find((path) => existsSync(path))

/** The environment of a process whose clock is off by so many seconds. How long things take it measures rightly. Throws where nothing can give it one. */
export function clockOffBy(seconds: number): Readonly<Record<string, string>> {
  if (library === undefined)
    throw new Error(
      'No process here can have another clock: libfaketime is missing. Install it (apt install libfaketime).',
    )
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
}
