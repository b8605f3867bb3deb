import { invalid } from '#platform/errors'
import type { RequestContext } from '../route.ts'

const keys = [
  'access_ip_v4 access_ip_v6 auto_disk_config availability_zone config_drive created_at display_description',
  'display_name host hostname image_ref instance_type_id kernel_id key_name launch_index launched_at locked_by node',
  'power_state progress project_id ramdisk_id root_device_name task_state terminated_at updated_at user_id uuid vm_state',
].flatMap((line) => line.split(' '))

// Taken before 2.75 and without any effect.
const ignored = new Set(
  [
    'architecture cell_name cleaned default_ephemeral_device default_swap_device deleted deleted_at disable_terminate',
    'ephemeral_gb ephemeral_key_uuid id key_data launched_on locked memory_mb os_type reservation_id root_gb',
    'shutdown_terminate user_data vcpus vm_mode',
  ].flatMap((line) => line.split(' ')),
)

/** The order asked for; which host a server is on sorts only for those who see it. */
export function sortKeysAt(context: RequestContext): { key: string; direction: 'asc' | 'desc' }[] {
  const directions = context.query.all('sort_dir') as ('asc' | 'desc')[]
  return context.query.all('sort_key').flatMap((key, index) => {
    assertKey(key, context)
    if ((key === 'host' || key === 'node') && !context.caller.seesAll) return []
    return [{ key, direction: directions[index] ?? directions.at(-1) ?? 'desc' }]
  })
}

function assertKey(key: string, context: RequestContext): void {
  if (keys.includes(key) || (key === 'locked' && context.since('2.73'))) return
  if (ignored.has(key) && !context.since('2.75')) return
  throw invalid(`Servers cannot be sorted by ${key}. Known: ${keys.join(', ')}.`, 'sort_key')
}
