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
  {
    libraries: ['libvirt.so.0', 'libvirt.dylib'],
    apt: ['libvirt0'],
    dnf: ['libvirt-libs'],
    pacman: ['libvirt'],
    brew: ['libvirt'],
  },
  { ...(qemu[arch] ?? qemu.x64), dnf: ['qemu-kvm'], brew: ['qemu'] },
  { programs: ['qemu-img'], apt: ['qemu-utils'], dnf: ['qemu-img'], pacman: ['qemu-img'], brew: ['qemu'] },
  { programs: ['dnsmasq'], apt: ['dnsmasq-base'], dnf: ['dnsmasq'], pacman: ['dnsmasq'], brew: ['dnsmasq'] },
  {
    programs: ['genisoimage', 'mkisofs', 'xorrisofs'],
    apt: ['genisoimage'],
    dnf: ['genisoimage'],
    pacman: ['cdrtools'],
    brew: ['cdrtools'],
  },
  { programs: ['ip'], linuxOnly: true, apt: ['iproute2'], dnf: ['iproute'], pacman: ['iproute2'] },
  { programs: ['nft'], linuxOnly: true, apt: ['nftables'], dnf: ['nftables'], pacman: ['nftables'] },
  { programs: ['iptables'], linuxOnly: true, apt: ['iptables'], dnf: ['iptables-nft'], pacman: ['iptables-nft'] },
  { programs: ['ebtables'], linuxOnly: true, apt: ['ebtables'], dnf: ['iptables-nft'], pacman: ['iptables-nft'] },
]

/** What the tests need beyond that: a browser, OpenStack's own client, ssh, and a font to draw with. */
export const testNeeds = [
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
    apt: ['chromium'],
    dnf: ['chromium'],
    pacman: ['chromium'],
    brew: ['--cask chromium'],
  },
  {
    programs: ['openstack'],
    apt: ['python3-openstackclient'],
    dnf: ['python3-openstackclient'],
    pacman: ['python-openstackclient'],
    brew: ['openstackclient'],
  },
  {
    programs: ['ssh', 'ssh-keygen'],
    all: true,
    apt: ['openssh-client'],
    dnf: ['openssh-clients'],
    pacman: ['openssh'],
    brew: ['openssh'],
  },
  { programs: ['busybox'], linuxOnly: true, apt: ['busybox-static'], dnf: ['busybox'], pacman: ['busybox'] },
  {
    files: ['/usr/share/fonts/truetype', '/usr/share/fonts/dejavu-sans-fonts', '/usr/share/fonts/TTF'],
    linuxOnly: true,
    apt: ['fonts-dejavu-core'],
    dnf: ['dejavu-sans-fonts'],
    pacman: ['ttf-dejavu'],
  },
  // Guests with a TPM and with UEFI: without these programs their tests are skipped and say so.
  {
    programs: ['swtpm'],
    optional: true,
    linuxOnly: true,
    apt: ['swtpm', 'swtpm-tools'],
    dnf: ['swtpm', 'swtpm-tools'],
    pacman: ['swtpm'],
  },
  {
    files: ['/usr/share/OVMF', '/usr/share/edk2'],
    optional: true,
    linuxOnly: true,
    apt: ['ovmf'],
    dnf: ['edk2-ovmf'],
    pacman: ['edk2-ovmf'],
  },
]
