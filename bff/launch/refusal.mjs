/** Why the launcher cannot go on, in one sentence with the cure. */
export class Refusal extends Error {
  name = 'Refusal'
}

/** Tells a person what goes on, in a short line. */
export const say = (line) => process.stdout.write(`${line}\n`)

/** Runs the launcher's story; what stops it is told in a sentence, and the process then ends non-zero. */
export async function launch(story) {
  try {
    await story()
  } catch (error) {
    const isExpected = error instanceof Refusal
    process.stderr.write(`${isExpected ? error.message : `The launcher itself failed. ${error?.stack ?? error}`}\n`)
    process.exitCode = 1
  }
}
