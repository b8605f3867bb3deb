import { expect, test } from 'vitest'
import { loadLibrary } from './libvirt-library.ts'

test('a machine without libvirt is told how to get it', () => {
  expect(() => loadLibrary('libvirt-that-is-not-there.so.0')).toThrow(
    'libvirt-that-is-not-there.so.0 is not available. Install libvirt (Debian and Ubuntu: apt-get install',
  )
})
