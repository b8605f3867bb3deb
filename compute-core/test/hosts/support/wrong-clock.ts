import { existsSync } from 'node:fs'

const folders = ['lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu', 'lib64', 'lib']
const library = folders.map((folder) => `/usr/${folder}/faketime/libfaketime.so.1`).find((path) => existsSync(path))

/** Whether there is a way here to give a process another clock: libfaketime. */
export const hasWrongClocks = library !== undefined

/** The environment of a process whose clock is off by so many seconds. How long things take it measures rightly. */
export const clockOffBy = (seconds: number): Readonly<Record<string, string>> => ({
  LD_PRELOAD: library ?? '',
  FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
})
