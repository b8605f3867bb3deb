import type { TypeObject } from 'koffi'

/** A C function: called directly it blocks the event loop, through `async` it runs on one of libuv's worker threads. */
export interface Native<Args extends readonly unknown[], Result> {
  (...args: Args): Result
  async(...args: [...Args, (error: Error | null, result: Result) => void]): void
}

/** The address of something that libvirt owns. */
export type Pointer = bigint

/** Makes a function of the library callable. */
export type Bind = <Args extends readonly unknown[], Result>(
  name: string,
  result: string | TypeObject,
  args: unknown[],
) => Native<Args, Result>
