import type { GuestCommand } from '#agent/commands/command-contract'

/** A guest with many options at once, and how one sees that it has them. */
export interface OptionGuest {
  name: string
  /** A file that must be on this machine for it. */
  needs?: string
  flavor: Pick<GuestCommand['flavor'], 'vcpus' | 'extraSpecs'>
  properties: Readonly<Record<string, string>>
  /** In libvirt's description of the running guest. */
  xml: readonly (string | RegExp)[]
  /** On its console, once it has said the last of them. */
  saw: readonly (string | RegExp)[]
}

/** Virtio's name for packed rings is its feature 34. */
const packedRing = /saw features [01]{34}1/

/** Options that do not stand in each other's way share a guest: each boot takes its ten seconds. */
export const optionGuests: readonly OptionGuest[] = [
  {
    name: 'a PC with two cells, behind limits, with a watchdog, a guest agent and cards of its choice',
    flavor: {
      vcpus: 2,
      extraSpecs: {
        'hw:cpu_sockets': '1',
        'hw:cpu_cores': '2',
        'hw:numa_nodes': '2',
        'hw:watchdog_action': 'reset',
        'hw:vif_multiqueue_enabled': 'true',
        'hw:virtio_packed_ring': 'true',
        'hw:serial_port_count': '2',
        'hw:boot_menu': 'true',
        'hw:pmu': 'false',
        'hw:hide_hypervisor_id': 'true',
        'hw_rng:rate_bytes': '4096',
        'hw_video:ram_max_mb': '64',
        'quota:cpu_shares': '2048',
        'quota:cpu_period': '100000',
        'quota:cpu_quota': '100000',
        'quota:disk_total_bytes_sec': '104857600',
        'quota:disk_read_iops_sec': '5000',
      },
    },
    properties: {
      hw_qemu_guest_agent: 'yes',
      hw_disk_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_video_model: 'vga',
      hw_video_ram: '32',
      hw_time_hpet: 'yes',
      hw_input_bus: 'virtio',
      hw_sound_model: 'ac97',
    },
    xml: [
      "<topology sockets='1' dies='1' cores='2' threads='1'/>",
      "<cell id='1' cpus='1' memory='131072' unit='KiB'/>",
      "<watchdog model='i6300esb' action='reset'>",
      /<driver name='qemu' queues='2' packed='on'\/>/,
      "<bootmenu enable='yes'/>",
      "<pmu state='off'/>",
      "<hidden state='on'/>",
      "<rate bytes='4096'/>",
      "<model type='vga' vram='32768'",
      /<shares>2048<\/shares>\s*<period>100000<\/period>\s*<quota>100000<\/quota>/,
      '<total_bytes_sec>104857600</total_bytes_sec>',
      '<read_iops_sec>5000</read_iops_sec>',
      "name='org.qemu.guest_agent.0' state='disconnected'/>",
    ],
    saw: [
      'saw sockets 1, cpu cores : 2, siblings : 2',
      'saw nodes /sys/devices/system/node/node0 /sys/devices/system/node/node1',
      'saw pci 0x8086 0x25ab', // the watchdog
      'saw pci 0x8086 0x2415', // the sound card
      'saw pci 0x1234 0x1111', // the screen
      'saw pci 0x1af4 0x1052', // the tablet
      'saw table HPET',
      'saw random virtio_rng.0',
      'saw serial 2',
      'saw channel org.qemu.guest_agent.0',
      'saw queues rx-0 rx-1 tx-0 tx-1',
      packedRing,
      /saw disk .*virtio.*\/sda/,
      'saw all',
    ],
  },
  {
    name: 'a q35 with an IOMMU, whose config drive is where the image can read it',
    flavor: {
      vcpus: 2,
      extraSpecs: {
        'hw:cpu_max_sockets': '1',
        'hw:viommu_model': 'intel',
        'hw:watchdog_action': 'pause',
        'hw:mem_page_size': 'small',
        'hw:maxphysaddr_mode': 'emulate',
        'hw:maxphysaddr_bits': '42',
        'hw_rng:allowed': 'false',
      },
    },
    properties: {
      hw_machine_type: 'q35',
      hw_cdrom_bus: 'scsi',
      hw_scsi_model: 'virtio-scsi',
      hw_vif_model: 'e1000e',
      hw_video_model: 'bochs',
      hw_usb_model: 'qemu-xhci',
      hw_sound_model: 'ich9',
      os_type: 'windows',
    },
    xml: [
      /<type arch='x86_64' machine='pc-q35-[\d.]+'>/,
      "<iommu model='intel'>",
      "<ioapic driver='qemu'/>",
      "<clock offset='localtime'>",
      "<watchdog model='i6300esb' action='pause'>",
      "<maxphysaddr mode='emulate' bits='42'/>",
      "<model type='bochs'",
    ],
    saw: [
      'saw sockets 1, cpu cores : 2, siblings : 2',
      'saw bits address sizes : 42 bits physical',
      'saw table DMAR',
      'saw pci 0x8086 0x293e', // the sound card
      'saw pci 0x8086 0x10d3', // the network card
      'saw pci 0x1b36 0x000d', // the USB controller
      'saw random none',
      /saw disk .*virtio.*\/sr0/,
      'saw all',
    ],
  },
  {
    name: 'a TPM',
    needs: '/usr/bin/swtpm',
    flavor: { vcpus: 1, extraSpecs: { 'hw:tpm_version': '2.0', 'hw:tpm_model': 'tpm-crb' } },
    properties: { hw_pointer_model: 'usbtablet', hw_video_model: 'cirrus' },
    xml: ["<tpm model='tpm-crb'>", "<backend type='emulator' version='2.0'", "<input type='tablet' bus='usb'>"],
    saw: ['saw table TPM2', 'saw pci 0x1013 0x00b8', 'saw all'],
  },
  {
    name: 'UEFI',
    needs: '/usr/share/qemu/firmware',
    flavor: { vcpus: 1, extraSpecs: {} },
    properties: { hw_firmware_type: 'uefi' },
    xml: [/<loader readonly='yes' type='pflash'>.*OVMF_CODE/],
    saw: ['BdsDxe', 'UEFI Interactive Shell'],
  },
  {
    name: 'secure boot',
    needs: '/usr/share/qemu/firmware',
    flavor: { vcpus: 1, extraSpecs: { 'os:secure_boot': 'required' } },
    properties: { hw_firmware_type: 'uefi', hw_machine_type: 'q35' },
    xml: ["<feature enabled='yes' name='enrolled-keys'/>", /<loader readonly='yes' secure='yes'/, "<smm state='on'"],
    saw: ['BdsDxe'],
  },
]
