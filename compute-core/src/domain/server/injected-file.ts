/** A file that a guest is given as it is made; `personality` in requests before 2.57. */
export interface InjectedFile {
  /** Where its owner wants it in the guest. */
  path: string
  /** Base64. */
  contents: string
}
