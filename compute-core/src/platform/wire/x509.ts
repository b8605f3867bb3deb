/** What keys and signatures on the wire are made with. */
export const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** The library for certificates. Most starts make none: it is loaded when the first is made. */
export async function x509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}
