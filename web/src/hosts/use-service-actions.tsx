import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { type Host, hostQuery, type Service } from './host-queries.ts'
import { useBulkRows } from './use-bulk-rows.ts'
import {
  DisableForm,
  forgetRefusal,
  type HostAsked,
  hostMenu,
  useHostActions,
  useServiceChange,
} from './use-host-actions.tsx'
import { switches } from './use-host-bulk.tsx'

interface ServiceActions {
  menuOf: (service: Service) => MenuAction[]
  bulk: (selected: Selected<Service>) => readonly BulkAction[]
  /** To be put anywhere in the page. */
  dialogs: ReactNode
}

/** Whether it is the service of a host, and not a part of a control process, with which nothing can be done here. */
export const isOfHost = ({ binary }: Pick<Service, 'binary'>): boolean => binary === 'nova-compute'

/** What can be done with services: what their hosts can do, told of the servers that are there when it is asked for. */
export function useServiceActions(list: Pick<ListDescriptor<Service>, 'query'>): ServiceActions {
  const queryClient = useQueryClient()
  const bff = useBff()
  const { begin, dialogs } = useHostActions()
  const change = useServiceChange()
  const rowsIn = useBulkRows(list)
  const [doomed, setDoomed] = useState<readonly Host[] | null>(null)
  const hostOf = ({ host }: Service): Promise<Host> => queryClient.fetchQuery({ ...hostQuery(bff, host), staleTime: 0 })
  const ask = async (service: Service, what: HostAsked) => {
    const host = await hostOf(service)
    const refusal = what === 'forget' ? forgetRefusal(host) : undefined
    if (refusal) throw new Error(refusal)
    begin(host, what)
  }
  const hostsIn = async (selected: Selected<Service>, status: Service['status']) => {
    const hosts: Host[] = []
    const services = (await rowsIn(selected)).filter((service) => isOfHost(service) && service.status === status)
    for (const service of services) hosts.push(await hostOf(service))
    return hosts
  }
  return {
    menuOf(service) {
      if (!isOfHost(service)) return []
      // Lists of services do not say how many servers their hosts have.
      return hostMenu(
        { ...service, servers: 0 },
        (what) =>
          void ask(service, what).catch((error: Error) =>
            showRefusal(t('{{name}} was not changed', { name: service.host }), error),
          ),
      )
    },
    bulk: (selected) =>
      switches(selected, {
        disable: () =>
          void hostsIn(selected, 'enabled')
            .then(setDoomed)
            .catch((error: Error) => showRefusal(t('The hosts could not be read'), error)),
        enable: () =>
          void hostsIn(selected, 'disabled')
            .then((hosts) => change(hosts, { status: 'enabled' }))
            .catch((error: Error) => showRefusal(t('Not all hosts were enabled'), error)),
      }),
    dialogs: (
      <>
        {dialogs}
        <DisableForm hosts={doomed} onClose={() => setDoomed(null)} />
      </>
    ),
  }
}
