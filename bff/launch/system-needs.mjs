/**
 * What Kilonova needs of the system, each with the way to see that it is there (a program on the PATH, or one of several
 * files) and with the packages that bring it. A check is a few file look-ups: every start makes them all.
 */
const qemu = {
  x64: {
    programs: ['qemu-system-x86_64', '/usr/libexec/qemu-kvm'],
    apt: ['qemu-system-x86'],
    pacman: ['qemu-system-x86'],
  },
  arm64: {
    programs: ['qemu-system-aarch64', '/usr/libexec/qemu-kvm'],
    apt: ['qemu-system-arm', 'qemu-efi-aarch64'],
    pacman: ['qemu-system-aarch64'],
  },
}

const libvirtLibrary = {
  libraries: ['libvirt.so.0', 'libvirt.dylib'],
  apt: ['libvirt0'],
  dnf: ['libvirt-libs'],
  pacman: ['libvirt'],
  brew: ['libvirt'],
}

const qemuImg = {
  programs: ['qemu-img'],
  apt: ['qemu-utils'],
  dnf: ['qemu-img'],
  pacman: ['qemu-img'],
  brew: ['qemu'],
}

const isoMaker = {
  programs: ['genisoimage', 'mkisofs', 'xorrisofs'],
  apt: ['genisoimage'],
  dnf: ['genisoimage'],
  pacman: ['cdrtools'],
  brew: ['cdrtools'],
}

const iproute = { programs: ['ip'], linuxOnly: true, apt: ['iproute2'], dnf: ['iproute'], pacman: ['iproute2'] }

/** The needs of running guests through libvirt. */
export const runtimeNeeds = (arch) => [
  {
    programs: ['libvirtd', 'virtqemud'],
    apt: ['libvirt-daemon-system', 'libvirt-daemon', 'libvirt-clients'],
    dnf: ['libvirt-daemon-kvm', 'libvirt-daemon-config-nwfilter', 'libvirt-client'],
    pacman: ['libvirt'],
    brew: ['libvirt'],
  },
  {
    programs: ['virtlogd'],
    apt: ['libvirt-daemon'],
    dnf: ['libvirt-daemon-log'],
    pacman: ['libvirt'],
    brew: ['libvirt'],
  },
  libvirtLibrary,
  { ...(qemu[arch] ?? qemu.x64), dnf: ['qemu-kvm'], brew: ['qemu'] },
  qemuImg,
  { programs: ['dnsmasq'], apt: ['dnsmasq-base'], dnf: ['dnsmasq'], pacman: ['dnsmasq'], brew: ['dnsmasq'] },
  isoMaker,
  iproute,
  { programs: ['nft'], linuxOnly: true, apt: ['nftables'], dnf: ['nftables'], pacman: ['nftables'] },
  { programs: ['iptables'], linuxOnly: true, apt: ['iptables'], dnf: ['iptables-nft'], pacman: ['iptables-nft'] },
  { programs: ['ebtables'], linuxOnly: true, apt: ['ebtables'], dnf: ['iptables-nft'], pacman: ['iptables-nft'] },
]

const chromium = {
  programs: ['chromium', 'chromium-browser', 'google-chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  apt: ['chromium'],
  dnf: ['chromium'],
  pacman: ['chromium'],
  brew: ['--cask chromium'],
}

const font = {
  files: ['/usr/share/fonts/truetype', '/usr/share/fonts/dejavu-sans-fonts', '/usr/share/fonts/TTF'],
  linuxOnly: true,
  apt: ['fonts-dejavu-core'],
  dnf: ['dejavu-sans-fonts'],
  pacman: ['ttf-dejavu'],
}

const openstackClient = {
  programs: ['openstack'],
  apt: ['python3-openstackclient'],
  dnf: ['python3-openstackclient'],
  pacman: ['python-openstackclient'],
  brew: ['openstackclient'],
}

const ssh = {
  programs: ['ssh', 'ssh-keygen'],
  all: true,
  apt: ['openssh-client'],
  dnf: ['openssh-clients'],
  pacman: ['openssh'],
  brew: ['openssh'],
}

const busybox = {
  programs: ['busybox'],
  linuxOnly: true,
  apt: ['busybox-static'],
  dnf: ['busybox'],
  pacman: ['busybox'],
}

// Guests with a TPM and with UEFI: without these programs their tests are skipped and say so.
const swtpm = {
  programs: ['swtpm'],
  optional: true,
  linuxOnly: true,
  apt: ['swtpm', 'swtpm-tools'],
  dnf: ['swtpm', 'swtpm-tools'],
  pacman: ['swtpm'],
}

const uefi = {
  files: ['/usr/share/OVMF', '/usr/share/edk2'],
  optional: true,
  linuxOnly: true,
  apt: ['ovmf'],
  dnf: ['edk2-ovmf'],
  pacman: ['edk2-ovmf'],
}

// Several hosts on one machine are namespaces of it.
const rooms = {
  programs: ['unshare', 'nsenter'],
  all: true,
  linuxOnly: true,
  apt: ['util-linux'],
  dnf: ['util-linux'],
  pacman: ['util-linux'],
}

// An agent whose clock is off.
const wrongClock = {
  files: [
    '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
    '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
    '/usr/lib64/faketime/libfaketime.so.1',
    '/usr/lib/faketime/libfaketime.so.1',
  ],
  linuxOnly: true,
  apt: ['libfaketime'],
  dnf: ['libfaketime'],
  pacman: ['libfaketime'],
}

const needsOfStage = {
  quick: () => [libvirtLibrary, qemuImg, isoMaker, iproute, busybox, openstackClient],
  guests: (arch) => [...runtimeNeeds(arch), openstackClient, ssh, busybox, chromium, font, swtpm, uefi],
  hosts: (arch) => [...runtimeNeeds(arch), rooms, wrongClock, busybox],
  browser: () => [libvirtLibrary, qemuImg, ssh, chromium, font],
}

/** What the tests of these stages need of the system, each need once. */
export const testNeeds = (stages, arch) => [...new Set(stages.flatMap((stage) => needsOfStage[stage](arch)))]
