import { useOutletContext } from 'react-router'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import type { HostInFull } from './host-queries.ts'

/** What a host can do: the traits by which servers are placed, and what its CPU brings. */
export default function HostTraitsTab() {
  const { traits, cpu_features: features } = useOutletContext<HostInFull>()
  return (
    <>
      <Section title={t('Traits')}>
        <p className="dimmed">
          {t(
            'A flavor asks for a trait with the extra spec trait:NAME=required, or keeps away from it with forbidden.',
          )}
        </p>
        <Words label={t('Traits')} words={traits} />
      </Section>
      <Section title={t('CPU features')}>
        <Words label={t('CPU features')} words={features} />
      </Section>
    </>
  )
}

function Words({ label, words }: { label: string; words: readonly string[] }) {
  if (words.length === 0) return <span className="dimmed">{t('None')}</span>
  return (
    <ul className="host-traits" aria-label={label}>
      {words.map((word) => (
        <li key={word} className="tag mono">
          {word}
        </li>
      ))}
    </ul>
  )
}
