/** The nonce that the content security policy requires of style elements created at run time. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
