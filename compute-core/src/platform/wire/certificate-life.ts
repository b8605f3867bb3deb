import { X509Certificate } from 'node:crypto'

/** How much earlier than it was made a certificate begins: clocks may be an hour off. */
export const backdatedMs = 86_400_000

/** When a certificate (PEM) is due for the next one: at two thirds of its life, so that a control that is away for days does no harm. */
export function renewalDue(certificate: string): Date {
  const { validFromDate, validToDate } = new X509Certificate(certificate)
  const madeAt = validFromDate.getTime() + backdatedMs
  return new Date(madeAt + ((validToDate.getTime() - madeAt) * 2) / 3)
}
