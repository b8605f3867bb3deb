import { open } from 'node:fs/promises'
import { runProgram } from '#platform/run-program'

/** Makes an empty ext4 disk of `sizeGb` at `target`, labelled as Nova labels it so that guests mount it. It takes up space as it fills. */
export async function makeEphemeralDisk(sizeGb: number, target: string): Promise<void> {
  await makeSparse(target, sizeGb * 2 ** 30)
  await runProgram('mkfs.ext4', ['-q', '-F', '-L', 'ephemeral0', target])
}

/** Makes a swap disk of `sizeMb` at `target`. */
export async function makeSwapDisk(sizeMb: number, target: string): Promise<void> {
  await makeSparse(target, sizeMb * 2 ** 20)
  await runProgram('mkswap', ['-q', target])
}

async function makeSparse(target: string, bytes: number): Promise<void> {
  const file = await open(target, 'wx', 0o600)
  try {
    await file.truncate(bytes)
  } finally {
    await file.close()
  }
}
