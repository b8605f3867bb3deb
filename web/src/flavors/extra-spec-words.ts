import { t } from '#ui/i18n'

const pinning = t('Set hw:cpu_policy to dedicated or mixed as well.')
const ofVmware = t('Only VMware’s hypervisor reads it: here it has no effect.')
const notYet = t('No host here offers it: servers of this flavor are refused.')
const countedElsewhere = t('Nova counts it in placement. Here it has no effect: the flavor’s own sizes are counted.')

/** What each registered extra spec does in this cloud, by the name under which compute-core registers it. */
export const extraSpecWords: Readonly<Record<string, string>> = {
  'hw:cpu_policy': t('Whether its CPUs have a CPU of the host for themselves. Mixed needs a mask of those that have.'),
  'hw:cpu_thread_policy': `${t('Whether dedicated CPUs may be threads of one core.')} ${pinning}`,
  'hw:cpu_dedicated_mask': t('Which of the guest’s CPUs are dedicated, as in 0-1, if the policy is mixed.'),
  'hw:cpu_realtime': `${t('Nothing on the host may interrupt the guest’s CPUs.')} ${pinning}`,
  'hw:cpu_realtime_mask': t('Which CPUs are real-time ones, as in ^0-1 for all but the first two.'),
  'hw:emulator_threads_policy': `${t('Where the emulator’s own threads run: on a CPU of their own, or on shared ones.')} ${pinning}`,
  'hw:cpu_sockets': t('Sockets for CPUs.'),
  'hw:cpu_cores': t('Cores of each socket.'),
  'hw:cpu_threads': t('Threads of each core.'),
  'hw:cpu_max_sockets': t('The most sockets that an image may ask for.'),
  'hw:cpu_max_cores': t('The most cores of a socket that an image may ask for.'),
  'hw:cpu_max_threads': t('The most threads of a core that an image may ask for.'),
  'hw:mem_page_size': t('The size of memory pages: small, large, any (the image chooses), or one such as 2MB.'),
  'hw:locked_memory': t('Its memory is never swapped out by the host. Set the page size as well.'),
  'hw:mem_encryption': t('The CPU hides the guest’s memory from the host. Only hosts that can do so are chosen.'),
  'hw:mem_encryption_model': t('How memory is encrypted.'),
  'hw:numa_nodes': t('Over how many NUMA nodes the guest is spread.'),
  'hw:numa_cpus.{num}': t('Which of the guest’s CPUs are in this node, as in 0,1. Name the memory of it as well.'),
  'hw:numa_mem.{num}': t('How many MB of the memory are in this node. Name the CPUs of it as well.'),
  'hw:pci_numa_affinity_policy': t(
    'How near PCI devices have to be. It is checked and has no effect: none are passed on.',
  ),
  'hw:boot_menu': t('Show the firmware’s boot menu.'),
  'hw:hide_hypervisor_id': t('Hide from the guest that it is one, for drivers that refuse to work in guests.'),
  hide_hypervisor_id: t('The older name of hw:hide_hypervisor_id.'),
  'hw:pmu': t('Whether the guest can count what its CPU does.'),
  'hw:vif_multiqueue_enabled': t('Network cards use several CPUs at once.'),
  'hw:virtio_packed_ring': t('Network cards use packed rings, which are faster where the guest knows them.'),
  'hw:serial_port_count': t('How many serial ports there are: three at most.'),
  'hw:sound_model': t('A sound card.'),
  'hw:usb_model': t('The USB controller.'),
  'hw:tpm_version': t('Have a trusted platform module of this version.'),
  'hw:tpm_model': t('The interface of the trusted platform module. Set the version as well.'),
  'hw:tpm_secret_security': t('Who keeps the secret of the trusted platform module. It has no effect: the host does.'),
  'hw:watchdog_action': t('What happens to a guest that hangs.'),
  'hw:viommu_model': t('The unit through which devices reach the guest’s memory. The image needs the machine q35.'),
  'hw:redirected_usb_ports': t(
    'Ports for USB devices of the viewer. Servers are refused unless it is 0: that needs SPICE.',
  ),
  'hw:pmem': notYet,
  'hw:ephemeral_encryption': t('Local disks are not encrypted here: servers are refused unless it is false.'),
  'hw:ephemeral_encryption_format': t('How local disks are encrypted. Here they are not, and it has no effect.'),
  'hw_rng:allowed': t('Whether the guest gets randomness of the host. It does unless this is false.'),
  'hw_rng:rate_bytes': t('How many bytes of randomness the guest may take in a period.'),
  'hw_rng:rate_period': t('How long the period of the randomness is, in milliseconds.'),
  'hw_video:ram_max_mb': t('How much memory an image may ask for its graphics card, in MB.'),
  'os:secure_boot': t('Start only what is signed. The image needs UEFI and the machine q35.'),
  group_policy: t('How numbered groups of resources are spread over providers. Here it has no effect.'),
  'pci_passthrough:alias': notYet,
  'accel:device_profile': notYet,
  'quota:cpu_shares': t('The weight of the guest’s CPUs where the host has too few.'),
  'quota:cpu_period': t('The time in which the CPU quota is counted, in microseconds.'),
  'quota:cpu_quota': t('How many microseconds each CPU may run in a period; -1 is no limit.'),
  'quota:disk_read_bytes_sec': t('How many bytes a second each disk may read.'),
  'quota:disk_read_iops_sec': t('How many reads a second each disk may make.'),
  'quota:disk_write_bytes_sec': t('How many bytes a second each disk may write.'),
  'quota:disk_write_iops_sec': t('How many writes a second each disk may make.'),
  'quota:disk_total_bytes_sec': t(
    'How many bytes a second each disk may read and write. Not beside limits of the parts.',
  ),
  'quota:disk_total_iops_sec': t(
    'How many reads and writes a second each disk may make. Not beside limits of the parts.',
  ),
  'quota:vif_inbound_average': t('How much each network card gets in the long run, in KB/s.'),
  'quota:vif_inbound_peak': t('How much each network card gets at its fastest, in KB/s. Set the average as well.'),
  'quota:vif_inbound_burst': t('How many KB each network card gets at its fastest. Set the average as well.'),
  'quota:vif_outbound_average': t('How much each network card sends in the long run, in KB/s.'),
  'quota:vif_outbound_peak': t('How much each network card sends at its fastest, in KB/s. Set the average as well.'),
  'quota:vif_outbound_burst': t('How many KB each network card sends at its fastest. Set the average as well.'),
  ...Object.fromEntries(
    ['cpu', 'memory', 'disk_io', 'vif'].flatMap((what) =>
      ['limit', 'reservation', 'shares_level', 'shares_share'].map((part) => [`quota:${what}_${part}`, ofVmware]),
    ),
  ),
  'vmware:hw_version': ofVmware,
  'vmware:storage_policy': ofVmware,
  'aggregate_instance_extra_specs:{key}': t(
    'Only hosts in aggregates whose metadata has this key with this value are chosen. <or> stands before each of several values.',
  ),
  'trait{group}:{trait}': t('Only hosts with this trait are chosen, or only those without it.'),
  'trait{group}:CUSTOM_{trait}': t('Only hosts with this trait are chosen, or only those without it.'),
  'capabilities:hypervisor_hostname': t('Only the host of this name is chosen.'),
  'capabilities:hypervisor_type': t('Only hosts with this hypervisor are chosen, as in QEMU.'),
  'capabilities:hypervisor_version': t(
    'Only hosts whose hypervisor has this version are chosen; >= stands before the least.',
  ),
  'capabilities:vcpus_total': t('Only hosts with so many CPUs are chosen; >= stands before the least.'),
  'capabilities:total_usable_ram_mb': t('Only hosts with so much memory in MB are chosen; >= stands before the least.'),
  'capabilities:total_usable_disk_gb': t('Only hosts with so much disk in GB are chosen; >= stands before the least.'),
  'capabilities:cpu_info{filter}': t('Only hosts whose CPU is so are chosen, as in cpu_info:features with <in> aes.'),
}

const untold = t('No host here tells it: no server of this flavor would find one.')

/** What a registered extra spec does in this cloud; undefined for one that nobody has explained. */
export function explained(name: string): string | undefined {
  if (Object.hasOwn(extraSpecWords, name)) return extraSpecWords[name]
  if (name.startsWith('capabilities:')) return untold
  return name.startsWith('resources{group}:') ? countedElsewhere : undefined
}
