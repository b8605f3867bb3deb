import { useEffect, useState } from 'react'
import { fingerprintOf, readPublicKey } from './openssh-key.ts'

/** The fingerprint of a public key as `ssh-keygen -l` shows it; null until it is known, and where the browser cannot compute it. */
export function useFingerprint(line: string): string | null {
  const [fingerprint, setFingerprint] = useState<{ of: string; is: string | null } | null>(null)
  useEffect(() => {
    const key = readPublicKey(line)
    if (key) void fingerprintOf(key).then((is) => setFingerprint({ of: line, is }))
  }, [line])
  return fingerprint?.of === line ? fingerprint.is : null
}
