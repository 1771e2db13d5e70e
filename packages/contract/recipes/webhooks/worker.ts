import { receiveWebhook } from './receive.js'

/** The bindings of the worker. Set the secret with `wrangler secret put REFERLY_WEBHOOK_SECRET`. */
interface Environment {
  readonly REFERLY_WEBHOOK_SECRET: string
}

export default {
  /** Receives a webhook on Cloudflare Workers. */
  async fetch(request: Request, environment: Environment): Promise<Response> {
    const { headers } = request
    const secret = environment.REFERLY_WEBHOOK_SECRET
    const status = await receiveWebhook(await request.text(), headers, secret)
    return new Response(null, { status })
  },
}
