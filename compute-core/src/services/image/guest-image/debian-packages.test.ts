import { expect, test } from 'vitest'
import { librariesBehind } from './debian-packages.ts'

const listing = `dropbear-bin
  Depends: libc6
  Depends: libcrypt1
 |Depends: debconf
  Depends: <debconf-2.0>
libc6
  Depends: libgcc-s1
  Depends: libcrypt1
libgcc-s1
  PreDepends: gcc-12-base
  Depends: libc6
libcrypt1
  Depends: libc6
<debconf-2.0>
  debconf
unrelated
  Depends: libother
`

test('libraries are followed to those that they need themselves, and nothing else is', () => {
  expect(librariesBehind(['dropbear-bin'], listing).toSorted()).toEqual(['libc6', 'libcrypt1', 'libgcc-s1'])
})
