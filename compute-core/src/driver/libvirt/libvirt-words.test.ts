import { expect, test } from 'vitest'
import { accountOf, CloudError } from '#platform/errors'
import { newId, type ServerId } from '#platform/ids'
import { LibvirtError } from './ffi/libvirt-error.ts'
import type { LibvirtHost } from './libvirt-host.ts'
import { onGuest } from './on-guest.ts'
import { setPassword } from './set-password.ts'

const words = 'internal error: monitor of instance-00000042 is gone'
/** More numbers than libvirt has errors. */
const numbers = Array.from({ length: 120 }, (_, number) => number)

/** A host whose guest fails with this error, whatever it is asked. */
function hostWith(error: LibvirtError): LibvirtHost {
  const domain = {
    async call() {
      throw error
    },
  }
  return { withGuest: (_id: ServerId, work: (guest: unknown) => unknown) => work(domain) } as unknown as LibvirtHost
}

const attempts: Readonly<Record<string, (host: LibvirtHost) => Promise<unknown>>> = {
  'a question': (host) => onGuest(host, newId<ServerId>(), (domain) => domain.call((lib) => lib.virDomainShutdown)),
  'a password': (host) => setPassword(host, newId<ServerId>(), { user: 'root', password: 'secret' }),
}

test.each(Object.keys(attempts))(
  'whatever libvirt says of %s, a refusal that everybody may read has none of it',
  async (what) => {
    for (const number of numbers) {
      const error = (await attempts[what]!(hostWith(new LibvirtError(number, words))).catch(
        (thrown: unknown) => thrown,
      )) as Error
      expect(accountOf(error).sentence, `error ${number}`).not.toContain('instance-00000042')
      expect([CloudError, LibvirtError].some((kind) => error instanceof kind)).toBe(true)
    }
  },
)
