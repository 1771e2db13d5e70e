/** A stand-in for Stripe's API, which the recipes reach through the global `fetch`. */
export interface FakeStripe {
  /** Finds the session of a checkout by the URL that it has returned. */
  findSession(opened: unknown): StripeSession
  close(): void
}

/** The parts of a session of Stripe Checkout that events have. */
export interface StripeSession {
  readonly id: string
  readonly url: string
  readonly currency: string
  readonly amount_total: number
  readonly payment_status: string
  readonly metadata: Readonly<Record<string, string>>
  readonly customer_details: object
}

/** Replaces the global `fetch` until the fake is closed. */
export function startFakeStripe(): FakeStripe {
  const realFetch = globalThis.fetch
  const answers = new Map<string, object>()
  const amounts = new Map<string, number>()
  const sessions: StripeSession[] = []
  const answer = (path: string, form: URLSearchParams): object => {
    if (path === '/v1/coupons') {
      const id = `coupon_${amounts.size}`
      const amount = Number(form.get('amount_off'))
      if (amount < 1) return { error: { type: 'invalid_request_error', message: 'amount_off' } }
      amounts.set(id, amount)
      return { id, object: 'coupon' }
    }
    const session = toSession(form, sessions.length, amounts)
    sessions.push(session)
    return session
  }
  globalThis.fetch = async (input, init) => {
    const { origin, pathname } = new URL(input instanceof Request ? input.url : input)
    if (origin !== 'https://api.stripe.com') return realFetch(input, init)
    const key = new Headers(init?.headers).get('idempotency-key') ?? ''
    const known = answers.get(key) ?? answer(pathname, new URLSearchParams(String(init?.body)))
    answers.set(key, known)
    return Response.json(known, { status: 'error' in known ? 400 : 200 })
  }
  return {
    findSession(opened) {
      const { url } = opened as { readonly url?: string }
      const session = sessions.find((candidate) => candidate.url === url)
      if (session === undefined) throw new Error(`no session has the URL ${url}`)
      return session
    },
    close: () => void (globalThis.fetch = realFetch),
  }
}

function toSession(
  form: URLSearchParams,
  index: number,
  amounts: ReadonlyMap<string, number>,
): StripeSession {
  let total = 0
  for (let line = 0; form.has(`line_items[${line}][quantity]`); line++) {
    const unit = Number(form.get(`line_items[${line}][price_data][unit_amount]`))
    total += unit * Number(form.get(`line_items[${line}][quantity]`))
  }
  const off = amounts.get(form.get('discounts[0][coupon]') ?? '') ?? 0
  return {
    id: `cs_${index}`,
    url: `https://checkout.stripe.com/c/cs_${index}`,
    currency: form.get('line_items[0][price_data][currency]') ?? '',
    amount_total: total - off,
    payment_status: 'paid',
    metadata: { reservationId: form.get('metadata[reservationId]') ?? '' },
    customer_details: { name: 'Eve', email: form.get('customer_email') },
  }
}
