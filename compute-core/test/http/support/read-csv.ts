import { readFileSync } from 'node:fs'

/** The rows of a CSV file under the names of its first line. */
export function readCsv(file: string): Readonly<Record<string, string>>[] {
  const [head, ...body] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map(cells)
  return body.map((row) => Object.fromEntries(head!.map((name, index) => [name, row[index] ?? ''])))
}

function cells(line: string): string[] {
  const found = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return found.map(([, quoted, plain]) => (quoted === undefined ? plain! : quoted.replaceAll('""', '"')))
}
