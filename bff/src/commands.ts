import { resolve } from 'node:path'
import { backUp } from '@kilonova/compute-core/main/backup'
import { restore } from '@kilonova/compute-core/main/restore'
import type { Config } from '@kilonova/compute-core/platform/config'

type Command = (config: Config, path: string) => Promise<string>

const commands: Readonly<Record<string, Command>> = {
  async backup(config, path) {
    const { path: written, database } = await backUp(config, path)
    const alsoNeeded =
      database === 'embedded' ? '' : ' The database that DATABASE_URL names is not in it: back it up with pg_dump.'
    return `${config.dataDir} is backed up in ${written}. It holds the cloud's secrets: keep it where nobody else reads it.${alsoNeeded}`
  },
  async restore(config, path) {
    const { madeAt, database } = await restore(config, path)
    const alsoNeeded =
      database === 'embedded' ? '' : ' Its database is not in it: restore that with pg_restore before you start.'
    return `The backup of ${madeAt} is restored into ${config.dataDir}.${alsoNeeded} Start it with npm start.`
  },
}

/** Carries out what stands behind `npm start --`, and answers with what it did; undefined when nothing does, which starts the cloud. */
export async function runCommand(
  config: Config,
  [name, path, ...more]: readonly string[],
): Promise<string | undefined> {
  if (name === undefined) return undefined
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined || path === undefined || more.length > 0)
    throw new Error(
      `Type npm start, or one of: ${Object.keys(commands)
        .map((known) => `npm start -- ${known} <file>`)
        .join(', ')}.`,
    )
  // npm runs us in the checkout; a file is meant to lie where it was typed.
  return command(config, resolve(process.env['INIT_CWD'] ?? '.', path))
}
