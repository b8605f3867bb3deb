import './list.css'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { NuqsAdapter } from 'nuqs/adapters/react-router/v8'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { seesAll, useMaybeScope } from '#shared/scope'
import { useSession } from '#shared/session'
import { ActionButton } from '#ui/action-button'
import { EmptyState } from '#ui/empty-state'
import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'
import { useRefusalOf } from '#ui/permit'
import { LinkButton } from '#ui/link-button'
import { PageHeader } from '#ui/page-header'
import { BulkBar } from './bulk-bar.tsx'
import type { ListCreate, ListDescriptor, ListPage } from './descriptor.ts'
import { DisplayMenu } from './display-menu.tsx'
import { ExportMenu } from './export-menu.tsx'
import { ListCards } from './list-cards.tsx'
import { ListFooter } from './list-footer.tsx'
import { useListModel } from './list-model.ts'
import { pageSizes, requestOf, sizeOf, sortOf, visibleColumns } from './list-request.ts'
import { ListTable } from './list-table.tsx'
import { searchOf, useListAddress } from './list-address.ts'
import { QueryBar } from './query-bar.tsx'
import { useDensity } from './use-density.ts'
import { useExport } from './use-export.ts'
import { useListPage } from './use-list-page.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useSelection } from './use-selection.ts'
import { ViewsMenu } from './views-menu.tsx'

/**
 * A page that lists resources of one kind: search, order, pages, columns, selection, export and keyboard are the same for all, and
 * what is shown is in the page's address.
 */
export function ResourceList<Row extends object>(list: ListDescriptor<Row>) {
  return (
    <NuqsAdapter>
      <AddressedList {...list} />
    </NuqsAdapter>
  )
}

const noRows: readonly never[] = []
const noKeys = {}
const noSuggestions = {}

function AddressedList<Row extends object>(list: ListDescriptor<Row>) {
  const [address, change] = useListAddress()
  const session = useSession()
  const scope = useMaybeScope()
  const isAdmin = scope ? seesAll(scope) : session.administration !== null
  const navigate = useNavigate()
  const isPhone = useMediaQuery('(max-width: 639.98px)', false, { getInitialValueInEffect: false })
  const [density, chooseDensity] = useDensity(address, change)
  const kind = list as unknown as ListDescriptor<never>
  const request = requestOf(address, kind)
  const { page, isOlder, queryError, failure, retry } = useListPage(list.query(request))
  const rows = page?.rows ?? noRows
  const total = page?.total ?? null
  // An older page stays while the next one is on its way: until then its rows are where they were.
  const [shownFrom, setShownFrom] = useState(address.from)
  if (!isOlder && shownFrom !== address.from) setShownFrom(address.from)
  const selection = useSelection({
    place: isOlder ? undefined : JSON.stringify(request),
    rows,
    total,
    q: request.q,
    rowKey: list.rowKey,
  })
  const chosen = address.columns?.join()
  const shown = useMemo(
    () => visibleColumns({ columns: chosen?.split(',') ?? null }, kind.columns),
    [chosen, kind.columns],
  )
  const table = useListModel({
    columns: list.columns,
    rows,
    rowKey: list.rowKey,
    shown,
    sort: sortOf(address, kind),
    onSort: (next) => change((newest) => ({ sort: next(sortOf(newest, kind)) })),
    selection: selection.keys,
    onSelection: selection.change,
  })
  const region = useRef<HTMLDivElement>(null)
  const showRow = useRef<((index: number) => void) | null>(null)
  const { open } = list
  useRowKeys<Row>({
    table,
    region,
    showRow,
    isSelectable: list.bulk !== undefined,
    onOpen: open && ((row) => void navigate(open(row))),
  })
  const exporting = useExport(list)
  const columns = kind.columns.filter(({ id }) => shown.has(id))
  const inCsv = [...columns, ...(kind.alsoInCsv ?? []).filter(({ id }) => !shown.has(id))]
  const size = sizeOf(address, kind)
  const createRefusal = useRefusalOf()(list.create ?? {})
  const createButton = list.create && <CreateButton create={list.create} onForm={() => change({ new: '' })} />
  const isNarrowed = request.q !== ''
  // Rows of another query that was refused are all that there is: they are not dimmed.
  const isDimmed = isOlder && queryError === undefined
  const isEmpty = page?.rows.length === 0 && !isNarrowed && !address.after && !address.before
  return (
    <div className="list" data-density={density} ref={region}>
      {!list.isPart && (
        <PageHeader title={list.title} below={list.description}>
          {!isEmpty && createButton}
        </PageHeader>
      )}
      {list.notice}
      {selection.count > 0 ? (
        <BulkBar list={list} selection={selection} total={total} rowsOfPage={rows.length} />
      ) : (
        <div className="list-toolbar">
          <QueryBar
            label={t('Search {{things}}', { things: list.things })}
            placeholder={list.placeholder ?? t('Search')}
            value={address.q ?? ''}
            completions={{ keys: list.keys ?? noKeys, suggest: list.suggest ?? noSuggestions, isAdmin }}
            error={queryError}
            onChange={(q) => change({ q: q || null })}
          />
          {list.children}
          <ViewsMenu person={session.user.id} list={list.name} address={address} />
          {!isPhone && (
            <DisplayMenu
              columns={kind.columns}
              shown={shown}
              density={density}
              onChange={change}
              onDensity={chooseDensity}
            />
          )}
          <ExportMenu
            done={exporting.done}
            total={total}
            csv={list.csv?.(request)}
            onStart={(format) => void exporting.start(format, inCsv, request)}
            onCancel={exporting.cancel}
          />
          {list.isPart && !isEmpty && createButton}
        </div>
      )}
      <Body
        list={list}
        page={page}
        isNarrowed={isNarrowed}
        address={address}
        createButton={createButton}
        failure={failure}
        retry={retry}
        onClear={() => change({ q: null })}
      >
        {isPhone ? (
          <ListCards
            list={list}
            table={table}
            isAll={selection.isAll}
            isOlder={isDimmed}
            skeletons={page || queryError ? 0 : 6}
          />
        ) : (
          <ListTable
            list={list}
            table={table}
            density={density}
            isAll={selection.isAll}
            isOlder={isDimmed}
            skeletons={page || queryError ? 0 : 10}
            showRow={showRow}
          />
        )}
      </Body>
      {page && (page.rows.length > 0 || failure) && (
        <ListFooter
          page={page}
          address={address}
          from={shownFrom}
          size={size}
          sizes={list.sizes ?? pageSizes}
          onChange={change}
        >
          {failure ? (
            <>
              <span role="alert">{failure.message}</span>
              <Button size="compact-xs" variant="subtle" onClick={retry}>
                {t('Try again')}
              </Button>
            </>
          ) : (
            isDimmed && <output>{t('Loading…')}</output>
          )}
        </ListFooter>
      )}
      {list.create?.renderForm?.({
        opened: address.new !== null && !createRefusal,
        onClose: () => change({ new: null }),
      })}
    </div>
  )
}

interface BodyProps<Row extends object> {
  list: ListDescriptor<Row>
  page: ListPage<Row> | undefined
  isNarrowed: boolean
  address: Parameters<typeof searchOf>[0]
  createButton: ReactNode
  failure: Error | undefined
  retry: () => void
  onClear: () => void
  children: ReactNode
}

/** The rows, or what there is to say where there are none. */
function Body<Row extends object>({
  list,
  page,
  isNarrowed,
  address,
  createButton,
  failure,
  retry,
  onClear,
  children,
}: BodyProps<Row>) {
  if (!page && failure)
    return (
      <ErrorNotice error={failure} title={t('The list could not be loaded')}>
        <Button variant="default" size="xs" mt="sm" onClick={retry}>
          {t('Try again')}
        </Button>
      </ErrorNotice>
    )
  if (page?.rows.length !== 0) return children
  if (address.after || address.before)
    return (
      <div className="list-nothing">
        <EmptyState icon={<IconSearch />} title={t('Nothing on this page any more')}>
          <Button
            variant="default"
            component={Link}
            to={{ search: searchOf(address, { after: null, before: null, from: null }) }}
          >
            {t('First page')}
          </Button>
        </EmptyState>
      </div>
    )
  if (isNarrowed)
    return (
      <div className="list-nothing">
        <EmptyState icon={<IconSearch />} title={t('No {{things}} match', { things: list.things })}>
          <Button variant="default" onClick={onClear}>
            {t('Clear search')}
          </Button>
        </EmptyState>
      </div>
    )
  const { icon, title, text } = list.empty
  return (
    <div className="list-nothing">
      <EmptyState icon={icon} title={title} {...(text === undefined ? {} : { text })}>
        {createButton}
      </EmptyState>
    </div>
  )
}

function CreateButton({ create, onForm }: { create: ListCreate; onForm: () => void }) {
  const { label, icon, to } = create
  const refusal = useRefusalOf()(create)
  if (to !== undefined && !refusal)
    return (
      <LinkButton to={to} leftSection={icon}>
        {label}
      </LinkButton>
    )
  return (
    <ActionButton leftSection={icon} refusal={refusal} onClick={onForm}>
      {label}
    </ActionButton>
  )
}
