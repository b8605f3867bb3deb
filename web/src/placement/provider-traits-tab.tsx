import { useSuspenseQuery } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { type Provider, traitsQuery } from './provider-query.ts'

/** What a provider can do, and the host aggregates that it is in. */
export default function ProviderTraitsTab() {
  const { uuid } = useOutletContext<Provider>()
  const { traits, aggregates } = useSuspenseQuery(traitsQuery(useBff(), uuid)).data
  return (
    <>
      <Section title={t('Traits')}>
        {traits.length === 0 && <span className="dimmed">{t('None')}</span>}
        {traits.length > 0 && (
          <ul className="provider-traits" aria-label={t('Traits')}>
            {traits.map((trait) => (
              <li key={trait} className="tag mono">
                {trait}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={t('Host aggregates')}>
        {aggregates.length === 0 && <span className="dimmed">{t('Its host is in no aggregate.')}</span>}
        {aggregates.length > 0 && (
          <ul className="provider-aggregates" aria-label={t('Host aggregates')}>
            {aggregates.map(({ uuid: of, aggregate }) => (
              <li key={of}>
                {aggregate && <NameLink to={adminPaths.aggregate(aggregate.id)} name={aggregate.name} />}
                <span className="mono dimmed">{of}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  )
}
