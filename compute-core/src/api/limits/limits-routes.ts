import { history } from '#platform/service/history'
import { serverUsage } from '#store/quota-store'
import { countServerGroups } from '#store/server-group-store'
import { limitsOf } from '../quotas/limits-of.ts'
import { route } from '../route.ts'
import { limitsSchema } from './limits-schema.ts'

/** What limits looked like before. Newest first. */
const limitsHistory = history<{ metadataItems: number; files: number; fileBytes: number }>([
  {
    since: '2.57',
    what: 'Files are not injected any more.',
    downgradeView: (view, { files, fileBytes }) => ({ ...view, maxPersonality: files, maxPersonalitySize: fileBytes }),
  },
  {
    since: '2.39',
    what: "Images' metadata is limited by the image service.",
    downgradeView: (view, { metadataItems }) => ({ ...view, maxImageMeta: metadataItems }),
  },
  {
    since: '2.36',
    what: 'Networks are limited by the network service.',
    downgradeView: (view) => ({
      ...view,
      maxSecurityGroupRules: -1,
      maxSecurityGroups: -1,
      maxTotalFloatingIps: -1,
      totalFloatingIpsUsed: 0,
      totalSecurityGroupsUsed: 0,
    }),
  },
])

/** What the caller's project may have, and has. */
export const limitsRoutes = [
  route('GET /limits', {
    rule: 'os_compute_api:limits',
    query: { closedSince: '2.75', parameters: { tenant_id: {} } },
    response: limitsSchema,
    summary: 'Shows the limits of a project and how much of them is used.',
    async handle(api, context) {
      const tenant = context.query.one('tenant_id')
      if (tenant !== undefined && tenant !== context.caller.projectId)
        context.permit('os_compute_api:limits:other_project', { projectId: tenant })
      const projectId = tenant ?? context.caller.projectId ?? ''
      const [max, used, groups] = await Promise.all([
        limitsOf(api, { projectId }),
        serverUsage(api.db, projectId),
        countServerGroups(api.db, projectId),
      ])
      const newest = {
        maxServerMeta: max.metadata_items,
        maxTotalInstances: max.instances,
        maxTotalCores: max.cores,
        maxTotalRAMSize: max.ram,
        maxTotalKeypairs: max.key_pairs,
        maxServerGroups: max.server_groups,
        maxServerGroupMembers: max.server_group_members,
        totalInstancesUsed: used.instances,
        totalCoresUsed: used.cores,
        totalRAMUsed: used.ram,
        totalServerGroupsUsed: groups,
      }
      const absolute = limitsHistory.downgradeView(context.version, newest, {
        metadataItems: max.metadata_items,
        files: max.injected_files,
        fileBytes: max.injected_file_content_bytes,
      })
      return { body: { limits: { rate: [], absolute } } }
    },
  }),
]
