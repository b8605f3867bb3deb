/** By what a process shows who it is and knows who others are; all PEM. */
export interface WireCredentials {
  key: string
  certificate: string
  /** The certificate of the cloud's own authority. */
  authority: string
}
