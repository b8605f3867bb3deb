import { STATUS_CODES } from 'node:http'
import type { Fault } from './as-fault.ts'

/** A fault's body in another form than JSON. */
export interface FaultText {
  type: string
  text: string
}

const offers = ['text/html', 'application/json'] as const

/** A fault in the form that WebOb gives it for an `Accept`, for services that answer through it; undefined where that is JSON. */
export function faultText(fault: Fault, accept: string | undefined): FaultText | undefined {
  // openstacksdk uploads with an empty Accept, and tells people nothing of the plain text that WebOb has for that.
  if (accept === '') return undefined
  const form = preferred(accept)
  if (form === 'application/json') return undefined
  const status = statusLine(fault.status)
  if (form === 'text/html')
    return { type: 'text/html; charset=UTF-8', text: htmlPage(status, escapeHtml(fault.message)) }
  return { type: 'text/plain; charset=UTF-8', text: `${status}\n\n${fault.message}\n` }
}

/** `404 Not Found`: what WebOb has for a code. */
export const statusLine = (status: number): string => `${status} ${reasonOf(status)}`

/** The name of a status, as WebOb has it: two are older than RFC 9110. */
export const reasonOf = (status: number): string => olderReasons[status] ?? STATUS_CODES[status] ?? 'Error'

const olderReasons: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  416: 'Request Range Not Satisfiable',
}

const htmlPage = (status: string, message: string): string => `<html>
 <head>
  <title>${status}</title>
 </head>
 <body>
  <h1>${status}</h1>
  ${message}<br /><br />


 </body>
</html>`

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')

interface Range {
  type: string
  hasParameters: boolean
  quality: number
}

/** The offer that `accept` likes best, and of those that it likes as much the first; undefined where it takes neither, or is not there. */
function preferred(accept: string | undefined): (typeof offers)[number] | undefined {
  if (accept === undefined) return undefined
  const ranges = accept.split(',').map((range) => rangeOf(range.trim()))
  // WebOb takes a header that it cannot read for one that takes anything.
  if (!ranges.every((range) => range !== undefined)) return offers[0]
  const liked = offers
    .map((offer) => ({ offer, quality: qualityOf(offer, ranges) }))
    .filter(({ quality }) => quality > 0)
  return liked.toSorted((a, b) => b.quality - a.quality)[0]?.offer
}

const typePattern = /^[!#$%&'*+.^`|~\w-]+\/[!#$%&'*+.^`|~\w-]+$/
const weightPattern = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i

function rangeOf(text: string): Range | undefined {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim())
  if (!typePattern.test(type) || parameters.includes('')) return undefined
  const weightAt = parameters.findIndex((part) => /^q\s*=/i.test(part))
  const weight = weightAt < 0 ? '1' : weightPattern.exec(parameters[weightAt]!)?.[1]
  if (weight === undefined) return undefined
  // What stands behind the weight is no part of the type.
  const hasParameters = parameters.length > 0 && weightAt !== 0
  return { type: type.toLowerCase(), hasParameters, quality: Number(weight) }
}

/** What is said of the type itself goes before what is said of its kind, and that before what is said of all. */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  for (const type of [offer, `${offer.split('/')[0]}/*`, '*/*']) {
    const range = ranges.find((one) => one.type === type && !one.hasParameters)
    if (range) return range.quality
  }
  return 0
}
