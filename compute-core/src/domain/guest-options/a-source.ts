import type { GuestOptionSource } from './option-text.ts'

/** A flavor of 4 CPUs and 1024 MB and a plain image, with what matters to a test. */
export const aSource = (
  extraSpecs: Readonly<Record<string, string>> = {},
  imageProperties: Readonly<Record<string, string>> = {},
  size: { vcpus?: number; ramMb?: number } = {},
): GuestOptionSource => ({ flavor: { vcpus: 4, ramMb: 1024, ...size, extraSpecs }, imageProperties })
