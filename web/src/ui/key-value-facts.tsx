import type { ReactNode } from 'react'

interface KeyValueFactsProps {
  of: Readonly<Record<string, string>>
  /** What a key does. */
  explain: (key: string) => string | undefined
  /** What is said where there are none. */
  nothing: ReactNode
}

/** Keys with their values, each with what it does. */
export function KeyValueFacts({ of, explain, nothing }: KeyValueFactsProps) {
  const entries = Object.entries(of)
  if (entries.length === 0) return <span className="dimmed">{nothing}</span>
  return (
    <div className="facts-inline" data-keys>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt className="mono break">{key}</dt>
            <dd>
              <div className="break">
                {value}
                {explain(key) && <div className="dimmed">{explain(key)}</div>}
              </div>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
