import { access, constants, readFile } from 'node:fs/promises'

/**
 * Whether guests can run on KVM here. A device file is not enough: on a virtual machine without nested virtualisation
 * it may exist and hang whoever opens it, so the CPU is asked first and the file is never opened.
 */
export async function accelerator(kvmDevice = '/dev/kvm', cpuInfo = '/proc/cpuinfo'): Promise<'kvm' | 'qemu'> {
  const flags = await readFile(cpuInfo, 'utf8').catch(() => '')
  if (!/\b(vmx|svm)\b/.test(flags)) return 'qemu'
  const hasDevice = await access(kvmDevice, constants.F_OK).then(
    () => true,
    () => false,
  )
  return hasDevice ? 'kvm' : 'qemu'
}
