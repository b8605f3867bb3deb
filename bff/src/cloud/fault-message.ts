/** The message in an error body of any OpenStack service; each wraps it differently. */
export function faultMessage(body: string, status: number): string {
  try {
    return messageIn(JSON.parse(body)) ?? plainText(body, status)
  } catch {
    return plainText(body, status)
  }
}

function messageIn(fault: unknown): string | undefined {
  if (typeof fault === 'string') return fault
  if (typeof fault !== 'object' || fault === null) return undefined
  if ('message' in fault && typeof fault.message === 'string') return fault.message
  if ('detail' in fault && typeof fault.detail === 'string') return fault.detail
  for (const inner of Object.values(fault)) {
    const message = typeof inner === 'object' ? messageIn(inner) : undefined
    if (message !== undefined) return message
  }
  return undefined
}

// Glance responds with a small HTML page.
const plainText = (body: string, status: number): string => {
  const text = body
    .replace(/<(head|style|title)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' || text.length > 600 ? `The service responded with status ${status}.` : text
}
