/** The headers of a request or response, without what HTTP/2 itself needs of it. */
export function headersOf(head: Readonly<Record<string, unknown>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(head))
    if (!name.startsWith(':')) for (const one of [value].flat()) headers.append(name, String(one))
  return headers
}
