import { z } from 'zod'
import { newId } from '#platform/ids'
import { serversOn } from '#store/host-queries'
import { route } from '../../route.ts'
import { hostNamed } from './host-named.ts'
import { cpuGuestSchema, type CpuGuestView } from './host-schema.ts'

/** Where on a host its guests run: its hypervisor is asked, so it takes a host that is up. */
export const hostCpuRoutes = [
  route('GET /kilonova/hosts/:name/cpus', {
    rule: 'kilonova:hosts:show',
    response: z.strictObject({ guests: z.array(cpuGuestSchema) }),
    summary: "Lists the servers that are kept to some of a host's CPUs, and to which; the others run on any.",
    async handle(api, { params }) {
      const { id, name } = await hostNamed(api, params['name']!)
      const { guests } = await api.agents(name).command('guest-cpus', newId<string>(), { hostId: id })
      const cpusOf = new Map(guests)
      const kept = (await serversOn(api.db, id)).flatMap(
        ({ id: server_id, name: server, projectId }): CpuGuestView[] => {
          const cpus = cpusOf.get(server_id)
          return cpus ? [{ server_id, name: server, project_id: projectId, cpus: [...cpus] }] : []
        },
      )
      return { body: { guests: kept } }
    },
  }),
]
