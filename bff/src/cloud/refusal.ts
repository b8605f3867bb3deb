/** Why a request was refused, as the browser gets it. */
export interface RefusalBody {
  message: string
  status: number
  /** Who refused: compute, image, network, identity or dashboard. */
  service: string
  /** The service logged the cause under this id. */
  requestId?: string
  /** When the same request will do. */
  retryAfterSeconds?: number
}

/** A refused request, on its way to the person who made it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly body: RefusalBody
  /** Identity's receipt for what was right and not enough, and its words about it. They are nothing for a browser. */
  readonly receipt: { secret: string; text: string } | undefined
  constructor(body: RefusalBody, receipt?: { secret: string; text: string }) {
    super(body.message)
    this.body = body
    this.receipt = receipt
  }
}
