import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMap, isScalar, isSeq, parseDocument, type Pair } from 'yaml'
import { CloudError } from '#platform/errors'
import { type Checks, policyOf } from './policy.ts'

const maxBytes = 100_000

/** Rules that a service itself stands on, unless it asks them wherever it does, and why no file may change them. */
const fixed: Readonly<Record<string, string>> = {
  context_is_admin: 'an administrator is who has the role admin, also where no rule is asked',
}

/**
 * The rules that an operator has changed for a service: `<folder>/<service>.yaml`, written as OpenStack's `policy.yaml`; none where
 * there is no such file. Throws one sentence for a file that cannot be read, a rule that the service does not have, or a check that is wrong.
 */
export async function readPolicyFile(
  folder: string,
  service: string,
  defaults: Checks,
  adminRule?: string,
): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, `${service}.yaml`)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw refused(path, error.message)
  })
  if (text === undefined) return {}
  if (text.length > maxBytes) throw refused(path, `it has more than ${maxBytes} bytes.`)
  const changed = rulesIn(path, text)
  // A rule of one's own may be referred to by others; one that looks like the service's, and is none, is a slip of the pen.
  const referredTo = new Set(Object.values(changed).flatMap((check) => check.match(/(?<=rule:)[^\s()]+/g) ?? []))
  for (const name of Object.keys(changed)) {
    if (Object.hasOwn(fixed, name) && name !== adminRule)
      throw refused(path, `rule ${name} cannot be changed: ${fixed[name]}.`)
    if (!Object.hasOwn(defaults, name) && !referredTo.has(name))
      throw refused(path, `rule ${name} is not known to the ${service} service.${nearest(name, defaults)}`)
  }
  try {
    policyOf(defaults, changed)
  } catch (error) {
    throw refused(path, (error as Error).message)
  }
  return changed
}

function rulesIn(path: string, text: string): Readonly<Record<string, string>> {
  const document = parseDocument(text, { logLevel: 'silent' })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw refused(path, `it is not valid YAML: ${problem.message.split('\n')[0]!.replace(/:$/, '.')}`)
  if (document.contents === null) return {}
  if (!isMap(document.contents))
    throw refused(
      path,
      'it must be a mapping of rule names to checks, each on a line of its own and in quotes: "rule": "role:member".',
    )
  return Object.fromEntries(document.contents.items.map((pair) => ruleIn(path, pair)))
}

/** A name and its check. What YAML makes an empty text of by itself, as of a bare `!`, would let everybody through. */
function ruleIn(path: string, { key, value }: Pair): readonly [string, string] {
  const name = isScalar(key) ? String(key.value) : ''
  // oslo.policy takes an empty list for a check that everybody passes.
  if (isSeq(value) && value.items.length === 0) return [name, '']
  const isText = isScalar(value) && typeof value.value === 'string'
  const isBare = isScalar(value) && (value.tag !== undefined || (value.type === 'PLAIN' && value.source === ''))
  if (isText && !isBare) return [name, value.value as string]
  throw refused(path, `the check of rule ${name} is not a text. Quote it: "${name}": "role:member", or "!" for nobody.`)
}

/** A rule with the same last words, for the sentence that says which one was meant. */
function nearest(name: string, defaults: Checks): string {
  const end = name.split(':').slice(-2).join(':')
  const found = Object.keys(defaults).find((known) => known.endsWith(end))
  return found === undefined ? ' GET /<service>/policy.json lists its rules.' : ` Did you mean ${found}?`
}

const refused = (path: string, why: string) =>
  new CloudError({ kind: 'invalid', message: `${path} cannot be used: ${why}` })
