import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { insideSentence } from './format.ts'
import { t } from './i18n.ts'

/** A fact: its name and its value; with `copy`, a button that copies that text. A fact without a value is not shown. */
export interface Fact {
  name: string
  value: ReactNode
  copy?: string | null | undefined
}

/** Facts that belong together, under a heading. */
export interface FactGroup {
  title: string
  facts: readonly Fact[]
}

const isKnown = ({ value }: Fact): boolean => value !== null && value !== undefined && value !== '' && value !== false

/** The column beside a page: groups of facts, those that are sought most first. */
export function FactsRail({ label, groups }: { label: string; groups: readonly FactGroup[] }) {
  return (
    <aside className="card rail" aria-label={label}>
      {groups
        .filter(({ facts }) => facts.some(isKnown))
        .map(({ title, facts }) => (
          <section key={title} className="facts" aria-label={title}>
            <h2>{title}</h2>
            <FactList facts={facts} />
          </section>
        ))}
    </aside>
  )
}

/** Names with their values, for a card that has a heading of its own. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.filter(isKnown).map(({ name, value, copy }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <div className="break fact-value">{value}</div>
            {copy && <CopyButton value={copy} label={t('Copy {{what}}', { what: insideSentence(name) })} isQuiet />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
