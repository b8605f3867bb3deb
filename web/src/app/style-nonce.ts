/** What a style element must carry that is made while the page lives: the content security policy asks for it. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
