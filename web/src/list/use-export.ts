import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { t } from '#ui/i18n'
import { saveFile } from '#ui/save-file'
import { showRefusal } from '#ui/show-refusal'
import type { ListColumn, ListDescriptor, ListPage, ListRequest } from './descriptor.ts'
import { exportParts, type ExportFormat } from './export-rows.ts'
import { readAll } from './read-all.ts'

const types: Record<ExportFormat, string> = { csv: 'text/csv;charset=utf-8', json: 'application/json' }

/** An export: how many rows it has read so far; null while there is none. */
export interface Export {
  done: number | null
  start: (format: ExportFormat, columns: readonly ListColumn<never>[], request: ListRequest) => Promise<void>
  cancel: () => void
}

/** Exports all rows of a list that match, page by page. It ends with the page it was started on. */
export function useExport<Row extends object>(list: ListDescriptor<Row>): Export {
  const readPage = useReadPage(list)
  const [done, setDone] = useState<number | null>(null)
  const running = useRef<AbortController>(null)
  useEffect(() => () => running.current?.abort(), [])
  const start = async (format: ExportFormat, columns: readonly ListColumn<never>[], request: ListRequest) => {
    const abort = new AbortController()
    running.current = abort
    setDone(0)
    try {
      const { q, sort } = request
      const pages = readAll((page) => readPage(page, abort.signal), { q, sort }, largestPage(list))
      const parts = await exportParts(format, columns as readonly ListColumn<Row>[], pages, setDone)
      saveFile(`${list.name}.${format}`, types[format], parts)
    } catch (error) {
      if (!abort.signal.aborted) showRefusal(t('The export failed'), error as Error)
    } finally {
      if (running.current === abort) setDone(null)
    }
  }
  return { done, start, cancel: () => running.current?.abort() }
}

const largestPage = ({ sizes = [200] }: Pick<ListDescriptor<never>, 'sizes'>): number => Math.max(...sizes)

/** Reads single pages of a list, not to be shown; the signal ends the request that is under way. */
export function useReadPage<Row extends object>(list: Pick<ListDescriptor<Row>, 'query'>) {
  const queryClient = useQueryClient()
  return async (request: ListRequest, signal: AbortSignal): Promise<ListPage<Row>> => {
    signal.throwIfAborted()
    const { queryKey, queryFn, meta } = list.query(request)
    const stop = () => void queryClient.cancelQueries({ queryKey, exact: true })
    signal.addEventListener('abort', stop)
    try {
      return await queryClient.fetchQuery({ queryKey, queryFn, meta, staleTime: 0, gcTime: 0 })
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}
