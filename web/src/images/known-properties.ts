import { t } from '#ui/i18n'

/** A property that the cloud acts on: what it does, and the values that it can have. */
export interface KnownProperty {
  key: string
  explains: string
  /** All of its values; absent where it is free text or a number. */
  values?: readonly string[]
  /** A whole number of at least this. */
  least?: number
}

const yesOrNo = ['true', 'false']
/** The cloud takes these for them as well. */
const alsoYesOrNo = new Set(['yes', 'no', 'on', 'off', '1', '0', 'y', 'n', 't', 'f'])
const buses = ['virtio', 'scsi', 'sata', 'ide', 'usb']

/** The properties that are sought most, by what they are about. What is not here may be set as well. */
export const knownProperties: readonly KnownProperty[] = [
  { key: 'os_type', explains: t('The kind of system: clock and drivers suit it.'), values: ['linux', 'windows'] },
  { key: 'os_distro', explains: t('The distribution, in lower case: debian, ubuntu, fedora, windows.') },
  { key: 'os_version', explains: t('The version of the system, for people to read.') },
  { key: 'os_admin_user', explains: t('The account whose password the cloud sets: root unless said otherwise.') },
  {
    key: 'os_require_quiesce',
    explains: t('Take snapshots only while the guest agent holds its file systems still.'),
    values: yesOrNo,
  },
  {
    key: 'os_secure_boot',
    explains: t('Start only what is signed. It needs UEFI.'),
    values: ['disabled', 'optional', 'required'],
  },
  { key: 'os_shutdown_timeout', explains: t('How many seconds the guest gets to shut down.'), least: 0 },
  { key: 'hw_architecture', explains: t('The processors it is made for, such as x86_64 or aarch64.') },
  { key: 'hw_boot_menu', explains: t('Show the firmware’s boot menu.'), values: yesOrNo },
  { key: 'hw_cdrom_bus', explains: t('How CDs are attached, the config drive among them.'), values: buses },
  { key: 'hw_cpu_cores', explains: t('Cores of each socket.'), least: 1 },
  {
    key: 'hw_cpu_policy',
    explains: t('Whether its CPUs have a CPU of the host for themselves.'),
    values: ['dedicated', 'shared', 'mixed'],
  },
  { key: 'hw_cpu_sockets', explains: t('Sockets for CPUs.'), least: 1 },
  {
    key: 'hw_cpu_thread_policy',
    explains: t('Whether dedicated CPUs may be threads of one core.'),
    values: ['prefer', 'isolate', 'require'],
  },
  { key: 'hw_cpu_threads', explains: t('Threads of each core.'), least: 1 },
  {
    key: 'hw_disk_bus',
    explains: t('How disks are attached: virtio unless the system lacks its driver.'),
    values: buses,
  },
  { key: 'hw_firmware_type', explains: t('How the machine starts.'), values: ['bios', 'uefi'] },
  { key: 'hw_input_bus', explains: t('How the pointer and the keyboard are attached.'), values: ['usb', 'virtio'] },
  { key: 'hw_machine_type', explains: t('The machine: q35 for PCI Express, pc for old systems.') },
  { key: 'hw_mem_page_size', explains: t('The size of memory pages: small, large, any, or one such as 2MB.') },
  { key: 'hw_numa_nodes', explains: t('Over how many NUMA nodes the guest is spread.'), least: 1 },
  { key: 'hw_pointer_model', explains: t('A tablet, whose pointer is where yours is.'), values: ['usbtablet'] },
  {
    key: 'hw_qemu_guest_agent',
    explains: t('The guest agent is in the image: passwords and quiet snapshots work.'),
    values: yesOrNo,
  },
  { key: 'hw_rescue_bus', explains: t('How this image is attached when it rescues a server.'), values: buses },
  {
    key: 'hw_rescue_device',
    explains: t('As what this image is attached when it rescues a server.'),
    values: ['disk', 'cdrom', 'floppy', 'lun'],
  },
  { key: 'hw_rng_model', explains: t('The source of randomness.'), values: ['virtio'] },
  {
    key: 'hw_scsi_model',
    explains: t('The controller of disks on the scsi bus.'),
    values: ['virtio-scsi', 'lsilogic', 'lsisas1068', 'lsisas1078', 'vmpvscsi'],
  },
  { key: 'hw_serial_port_count', explains: t('How many serial ports there are.'), least: 0 },
  {
    key: 'hw_sound_model',
    explains: t('A sound card.'),
    values: ['sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'virtio'],
  },
  { key: 'hw_time_hpet', explains: t('Have the HPET timer.'), values: yesOrNo },
  { key: 'hw_tpm_model', explains: t('The interface of the trusted platform module.'), values: ['tpm-tis', 'tpm-crb'] },
  { key: 'hw_tpm_version', explains: t('Have a trusted platform module of this version.'), values: ['1.2', '2.0'] },
  {
    key: 'hw_video_model',
    explains: t('The graphics card.'),
    values: ['virtio', 'vga', 'bochs', 'cirrus', 'qxl', 'vmvga', 'none'],
  },
  { key: 'hw_video_ram', explains: t('Memory of the graphics card in MB, as far as the flavor allows it.'), least: 0 },
  {
    key: 'hw_vif_model',
    explains: t('The network card: virtio unless the system lacks its driver.'),
    values: ['virtio', 'e1000', 'e1000e', 'rtl8139', 'vmxnet3', 'pcnet', 'ne2k_pci', 'igb'],
  },
  { key: 'hw_vif_multiqueue_enabled', explains: t('Network cards use several CPUs at once.'), values: yesOrNo },
  {
    key: 'hw_watchdog_action',
    explains: t('What happens to a guest that hangs.'),
    values: ['none', 'pause', 'poweroff', 'reset', 'disabled'],
  },
  {
    key: 'img_config_drive',
    explains: t('Whether servers need a config drive.'),
    values: ['optional', 'mandatory'],
  },
  { key: 'kernel_id', explains: t('The image of the kernel to start directly.') },
  { key: 'ramdisk_id', explains: t('The image of the initial RAM disk that goes with the kernel.') },
]

const byKey = new Map(knownProperties.map((property) => [property.key, property]))

/** What is known of a key; nothing of one that is not the cloud's. */
export const knownProperty = (key: string): KnownProperty | undefined => byKey.get(key.trim())

/** Why a value cannot be that of a key; null where it can, as any can be of an unknown key. */
export function propertyProblem(key: string, value: string): string | null {
  const known = knownProperty(key)
  if (known?.values && !isOneOf(known.values, value.trim().toLowerCase()))
    return t('{{key}} is one of {{values}}.', { key: known.key, values: known.values.join(', ') })
  if (known?.least !== undefined && !(/^\d{1,9}$/.test(value) && Number(value) >= known.least))
    return t('{{key}} is a whole number of at least {{least}}.', { key: known.key, least: known.least })
  return null
}

const isOneOf = (values: readonly string[], value: string): boolean =>
  values.includes(value) || (values === yesOrNo && alsoYesOrNo.has(value))

const notProperties = new Set(['name', 'tags', 'visibility', 'protected', 'owner', 'min_disk', 'min_ram', 'os_hidden'])

/** Why a key cannot be that of a property; null where it can. */
export function keyProblem(key: string): string | null {
  if (notProperties.has(key.trim())) return t('{{key}} is not a property: every image has it.', { key: key.trim() })
  return null
}

/** What is wrong with the first of these lines that is wrong; null if none is. */
export function linesProblem(lines: readonly { key: string; value: string }[]): string | null {
  for (const { key, value } of lines) {
    const problem = key.trim() === '' ? null : (keyProblem(key) ?? propertyProblem(key, value))
    if (problem) return problem
  }
  return null
}
