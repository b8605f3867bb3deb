/** The parts that are used here; the package has no types of its own. */
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: WebSocket | string, options?: { shared?: boolean })
    scaleViewport: boolean
    background: string
    focusOnClick: boolean
    disconnect(): void
    focus(options?: FocusOptions): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    toBlob(callback: (picture: Blob | null) => void, type: string): void
  }
}
