import { IconPlayerPause, IconPlugConnectedX, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { BulkAction, ListDescriptor, Selected } from '#list/descriptor'
import { refetchAfter } from '#shared/changes'
import { useBff } from '#shared/scope'
import type { MenuAction } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { t } from '#ui/i18n'
import { showRefusal } from '#ui/show-refusal'
import { forgetHost } from './host-changes.ts'
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

/** Whether it is the service of a host, and not a part of a control process. */
export const isOfHost = ({ binary }: Pick<Service, 'binary'>): boolean => binary === 'nova-compute'

/** What can be done with services: what their hosts can do, told of the servers that are there when it is asked for. */
export function useServiceActions(list: Pick<ListDescriptor<Service>, 'query'>): ServiceActions {
  const queryClient = useQueryClient()
  const bff = useBff()
  const { begin, dialogs } = useHostActions()
  const change = useServiceChange()
  const rowsIn = useBulkRows(list)
  const [doomed, setDoomed] = useState<readonly Host[] | null>(null)
  const [forgotten, setForgotten] = useState<Service | null>(null)
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
      if (!isOfHost(service)) return controlMenu(() => setForgotten(service))
      // Lists of services do not say how many servers their hosts have.
      return hostMenu(
        { ...service, servers: 0 },
        (what) =>
          void ask(service, what).catch((error: Error) =>
            showRefusal(t('{{name}} was not changed', { name: service.host }), error),
          ),
      )
    },
    bulk(selected) {
      const actions = switches(selected, {
        disable: () =>
          void hostsIn(selected, 'enabled')
            .then(setDoomed)
            .catch((error: Error) => showRefusal(t('The hosts could not be read'), error)),
        enable: () =>
          void hostsIn(selected, 'disabled')
            .then((hosts) => change(hosts, { status: 'enabled' }))
            .catch((error: Error) => showRefusal(t('Not all hosts were enabled'), error)),
      })
      if (selected.all || selected.rows.some(isOfHost)) return actions
      return actions.map((action) => ({ ...action, refusal: onlyOfHosts }))
    },
    dialogs: (
      <>
        {dialogs}
        <DisableForm hosts={doomed} onClose={() => setDoomed(null)} />
        <ForgetControlService service={forgotten} onClose={() => setForgotten(null)} />
      </>
    ),
  }
}

const onlyOfHosts = t('Only services of hosts can be taken out of use: the control is given no servers.')

/** The menu of a part of a control process: all that can be done with it is to forget it. */
const controlMenu = (forget: () => void): MenuAction[] => [
  {
    label: t('Disable'),
    icon: <IconPlayerPause size={16} aria-hidden />,
    group: 'service',
    needs: 'os_compute_api:os-services:update',
    refusal: onlyOfHosts,
    onClick: forget,
  },
  {
    label: t('Force down'),
    icon: <IconPlugConnectedX size={16} aria-hidden />,
    group: 'end',
    isDangerous: true,
    needs: 'os_compute_api:os-services:update',
    refusal: onlyOfHosts,
    onClick: forget,
  },
  {
    label: t('Forget'),
    icon: <IconTrash size={16} aria-hidden />,
    group: 'end',
    isDangerous: true,
    needs: 'os_compute_api:os-services:delete',
    onClick: forget,
  },
]

function ForgetControlService({ service, onClose }: { service: Service | null; onClose: () => void }) {
  const bff = useBff()
  const queryClient = useQueryClient()
  const forget = useMutation({
    mutationFn: ({ id }: Service) => forgetHost(bff, { service_id: id }),
    onSuccess: onClose,
    onSettled: () => refetchAfter(queryClient, { topic: 'host' }),
  })
  const close = () => {
    forget.reset()
    onClose()
  }
  return (
    <Confirm
      title={t('Forget {{binary}} on {{host}}?', { binary: service?.binary ?? '', host: service?.host ?? '' })}
      opened={service !== null}
      onClose={close}
      onConfirm={() => service && forget.mutate(service)}
      submitLabel={t('Forget')}
      isPending={forget.isPending}
      error={forget.error}
      isDangerous
    >
      <p>{t('Nothing stops: a control process that is at work goes on.')}</p>
      {service?.state === 'up' && (
        <p>
          {t('It still reports: it is listed again at once, under another ID. Stop its process first to be rid of it.')}
        </p>
      )}
    </Confirm>
  )
}
