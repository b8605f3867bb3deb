import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'

/** One fact: its name and its value; `copy` puts a button beside it. */
export interface Fact {
  name: string
  value: ReactNode
  copy?: string | null | undefined
}

/** What is known of a thing, name by value. */
export function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section className="card facts" aria-label={title}>
      <Text component="h2" fw={600} mb="sm">
        {title}
      </Text>
      <dl>
        {facts.map(({ name, value, copy }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <div className="break fact-value">{value ?? <span className="dimmed">—</span>}</div>
              {copy && <CopyButton value={copy} label={`Copy ${name.toLowerCase()}`} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
