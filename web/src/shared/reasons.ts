/** A row with the ids of the reasons why its commands are not possible. */
interface WithReasons {
  name: string
  refusals: Readonly<Record<string, string | undefined>>
}

/** The rows of an answer with each reason as a sentence; the answer has each sentence once, with `{{name}}` for the row's own name. */
export function withReasons<Row extends WithReasons>(
  rows: readonly Row[],
  sentences: Readonly<Record<string, string>>,
): Row[] {
  return rows.map((row) => ({
    ...row,
    refusals: Object.fromEntries(
      Object.entries(row.refusals).map(([command, id]) => [
        command,
        id === undefined ? undefined : sentences[id]?.replaceAll('{{name}}', () => row.name),
      ]),
    ) as Row['refusals'],
  }))
}
