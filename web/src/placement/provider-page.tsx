import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { fitAddress } from '#shared/fit-address'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { FactsRail } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { LoadingPart } from '#ui/loading'
import { NameLink } from '#ui/name-link'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { type Provider, providerQuery } from './provider-query.ts'
import './placement.css'

/** A resource provider: what it has, who holds what of it, what it can do. */
export default function ProviderPage() {
  const { uuid = '' } = useParams()
  const paths = usePaths()
  const { data: provider, error } = useSuspenseQuery(providerQuery(useBff(), uuid))
  // Its host was forgotten while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Placement'), to: adminPaths.placement() },
        ]}
        title={provider.name}
        status={<span className="dimmed">{t('Resource provider')}</span>}
        actions={[]}
      />
      <RouteTabs
        label={t('Sections of the resource provider')}
        tabs={[
          { label: t('Inventories'), to: adminPaths.provider(provider.uuid) },
          { label: t('Allocations'), to: adminPaths.providerAllocations(provider.uuid) },
          { label: t('Traits and aggregates'), to: adminPaths.providerTraits(provider.uuid) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={provider} />
          </Suspense>
        </div>
        <Facts provider={provider} />
      </div>
    </>
  )
}

function Facts({
  provider: { uuid, name, generation, parent_provider_uuid: parent, root_provider_uuid: root },
}: {
  provider: Provider
}) {
  return (
    <FactsRail
      label={t('Facts')}
      groups={[
        {
          title: t('Resource provider'),
          facts: [
            { name: t('Host'), value: <NameLink to={adminPaths.host(name)} name={name} /> },
            { name: t('Generation'), value: formatNumber(generation) },
            {
              name: t('Parent'),
              value: parent === null ? t('None') : <NameLink to={adminPaths.provider(parent)} name={parent} />,
            },
            {
              name: t('Root'),
              value: root === uuid ? t('Itself') : <NameLink to={adminPaths.provider(root)} name={root} />,
            },
            {
              name: t('Room'),
              value: (
                <LinkButton to={fitAddress({ host: name })} variant="default" size="compact-sm">
                  {t('Would it fit?')}
                </LinkButton>
              ),
            },
            { name: t('UUID'), value: <span className="mono">{uuid}</span>, copy: uuid },
          ],
        },
      ]}
    />
  )
}
