import { Textarea } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Outlet, useNavigate, useParams } from 'react-router'
import { api } from '#shared/api'
import { isMissing } from '#shared/bff'
import { refetchAfter } from '#shared/changes'
import { fitAddress } from '#shared/fit-address'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { EditInPlace } from '#ui/edit-in-place'
import { type Fact, FactsRail } from '#ui/facts'
import { formatGb, formatMb, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { LoadingPart } from '#ui/loading'
import { RouteTabs } from '#ui/route-tabs'
import { TitleBar } from '#ui/title-bar'
import { flavorAddress, flavorQuery, type FlavorRow } from './flavor-query.ts'
import { accessOf } from './flavor-words.ts'
import { useFlavorActions } from './use-flavor-actions.tsx'

/** Everything about one flavor. */
export default function FlavorPage() {
  const { id = '' } = useParams()
  const { data, error } = useSuspenseQuery(flavorQuery(useBff(), id))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedFlavor flavor={data} />
}

function LoadedFlavor({ flavor }: { flavor: FlavorRow }) {
  const paths = usePaths()
  const navigate = useNavigate()
  const { menuOf, dialogs } = useFlavorActions(() => navigate(adminPaths.flavors()))
  const actions = menuOf(flavor)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: t('Administration'), to: paths.home() },
          { label: t('Flavors'), to: adminPaths.flavors() },
        ]}
        title={flavor.name}
        status={
          <span className="dimmed" title={accessOf(flavor).means}>
            {accessOf(flavor).word}
          </span>
        }
        actions={actions}
        likely={actions.slice(0, 1)}
      />
      <RouteTabs
        label={t('Flavor sections')}
        tabs={[
          { label: t('Extra specs'), to: adminPaths.flavor(flavor.id) },
          { label: t('Access'), to: adminPaths.flavorAccess(flavor.id) },
          { label: t('Servers'), to: adminPaths.flavorServers(flavor.id) },
        ]}
      />
      <div className="split">
        <div className="stack">
          <Suspense fallback={<LoadingPart />}>
            <Outlet context={flavor} />
          </Suspense>
        </div>
        <FactsRail
          label={t('Facts')}
          groups={[
            { title: t('Sizes'), facts: sizesOf(flavor) },
            { title: t('Flavor'), facts: factsOf(flavor) },
          ]}
        />
      </div>
      {dialogs}
    </>
  )
}

const sizesOf = (flavor: FlavorRow): Fact[] => [
  { name: t('vCPUs'), value: formatNumber(flavor.vcpus) },
  { name: t('Memory'), value: formatMb(flavor.ram) },
  { name: t('Root disk'), value: flavor.disk === 0 ? t('As large as the image') : formatGb(flavor.disk) },
  {
    name: t('Ephemeral disk'),
    value: flavor['OS-FLV-EXT-DATA:ephemeral'] === 0 ? t('None') : formatGb(flavor['OS-FLV-EXT-DATA:ephemeral']),
  },
  { name: t('Swap'), value: flavor.swap === 0 ? t('None') : formatMb(flavor.swap) },
  {
    name: t('Other sizes'),
    value: <span className="dimmed">{t('Sizes stay as they were made. A copy can have others.')}</span>,
  },
]

const factsOf = (flavor: FlavorRow): Fact[] => [
  { name: t('Description'), value: <Description flavor={flavor} /> },
  {
    name: t('Access'),
    value: (
      <>
        {accessOf(flavor).word}
        <div className="dimmed">{accessOf(flavor).means}</div>
      </>
    ),
  },
  { name: t('Servers'), value: formatNumber(flavor.servers) },
  {
    name: t('Room'),
    value: (
      <LinkButton to={fitAddress({ flavor: flavor.id })} variant="default" size="compact-sm">
        {t('Would it fit?')}
      </LinkButton>
    ),
  },
  { name: t('ID'), value: <span className="mono">{flavor.id}</span>, copy: flavor.id },
]

const editDescription = (description: string, onChange: (description: string) => void) => (
  <Textarea
    aria-label={t('Description')}
    autosize
    minRows={2}
    maxRows={8}
    maxLength={65_535}
    value={description}
    onChange={(event) => onChange(event.currentTarget.value)}
  />
)

function Description({ flavor: { id, description } }: { flavor: FlavorRow }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  return (
    <EditInPlace
      label={t('description')}
      needs="os_compute_api:os-flavor-manage:update"
      value={description ?? ''}
      show={description || <span className="dimmed">{t('None')}</span>}
      edit={editDescription}
      onSave={async (text) => {
        const json = { flavor: { description: text.trim() || null } }
        await api(bff).send('compute', flavorAddress(id), { method: 'PUT', json })
        await refetchAfter(queryClient, { topic: 'flavor', id })
      }}
    />
  )
}
