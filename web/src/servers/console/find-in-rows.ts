/** A row of a terminal; a wrapped one goes on with the line of the row above. */
export interface TerminalRow {
  text: string
  isWrapped: boolean
}

/** Where something stands in a terminal. */
export interface Found {
  row: number
  column: number
  length: number
}

/** Where `search` stands in the rows of a terminal, ignoring case, also where a line goes on in the next row. */
export function findInRows(rows: readonly TerminalRow[], search: string): Found[] {
  if (search === '') return []
  const found: Found[] = []
  const sought = search.toLowerCase()
  for (let first = 0; first < rows.length;) {
    let after = first + 1
    while (rows[after]?.isWrapped) after++
    const width = rows[first]!.text.length
    const line = rows
      .slice(first, after)
      .map(({ text }) => text)
      .join('')
      .toLowerCase()
    for (let at = line.indexOf(sought); at !== -1; at = line.indexOf(sought, at + sought.length))
      found.push({ row: first + Math.floor(at / width), column: at % width, length: sought.length })
    first = after
  }
  return found
}
