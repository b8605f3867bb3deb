import type { GuestNic } from '#driver/compute-driver'
import { element, render } from './element.ts'
import { portFilter } from './port-filter.ts'

const filterElement = /<filterref\b[^>]*\/>|<filterref\b[^>]*>[\s\S]*?<\/filterref>/g
const linkElement = /<link state='[^']*'\s*\/>/g

/** The card as it is, but for what it lets through: all else cannot be changed while it is plugged in, and follows at the next start. */
export function changedCard(card: string, nic: GuestNic): string {
  const filter = portFilter(nic)
  const link = nic.isDown ? element('link', { state: 'down' }) : undefined
  const told = [filter, link].map((part) => (part ? render(part) : '')).join('')
  return card
    .replace(filterElement, '')
    .replace(linkElement, '')
    .replace(/<\/interface>$/, () => `${told}</interface>`)
}
