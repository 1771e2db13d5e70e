import ky, { HTTPError, TimeoutError } from 'ky'
import { FetchError, ofetch } from 'ofetch'
import { OpenAI, OpenAIError } from 'openai'
import createClient from 'openapi-fetch'
import { Stripe } from 'stripe'
import { createReferlyClient, isReferlyError } from '../src/index.js'

/** One client, set up as documented. Only the time limit of an attempt is set. */
export interface Peer {
  readonly name: string
  list(): Promise<unknown>
  create(path: string, body: object): Promise<unknown>
  change(method: ChangeMethod, path: string, body: object): Promise<unknown>
  /** Returns whether an error is one of the client's own classes, which are documented to users. */
  isOwn(error: unknown): boolean
}

/** The methods that change a record. */
type ChangeMethod = 'PUT' | 'PATCH' | 'DELETE'

type Connect = (baseUrl: string, timeoutMs: number) => Peer

const apiKey = 'sk_test_1'

const referly: Connect = (baseUrl, timeoutMs) => {
  const client = createReferlyClient({ apiKey, baseUrl, timeoutMs })
  return {
    name: 'ours',
    list: () => client.coupons.list(),
    create: (path, body) =>
      path === 'coupons'
        ? client.coupons.create(body as never)
        : client.promotionalCodes.create(body as never),
    change: (method, _, body) => {
      if (method === 'PATCH') return client.sales.refund(body as never)
      return client.coupons[method === 'PUT' ? 'update' : 'delete'](body as never)
    },
    isOwn: isReferlyError,
  }
}

const stripe: Connect = (baseUrl, timeout) => {
  const { hostname: host, port, pathname } = new URL(baseUrl)
  const client = new Stripe(apiKey, { host, port: Number(port), protocol: 'http', timeout })
  return {
    name: 'stripe',
    list: () => client.rawRequest('GET', `${pathname}/coupons`),
    create: (path, body) => client.rawRequest('POST', `${pathname}/${path}`, { ...body }),
    // It accepts parameters of these methods only in the path.
    change: (method, path, body) =>
      client.rawRequest(method, `${pathname}/${path}?${new URLSearchParams(toStrings(body))}`),
    isOwn: (error) => error instanceof Stripe.errors.StripeError,
  }
}

const openai: Connect = (baseURL, timeout) => {
  const client = new OpenAI({ apiKey, baseURL, timeout })
  return {
    name: 'openai',
    list: () => client.get('/coupons'),
    create: (path, body) => client.post(`/${path}`, { body }),
    change: (method, path, body) =>
      client[method.toLowerCase() as 'put' | 'patch' | 'delete'](`/${path}`, { body }),
    isOwn: (error) => error instanceof OpenAIError,
  }
}

const kyPeer: Connect = (prefixUrl, timeout) => {
  const client = ky.create({ prefixUrl, timeout })
  return {
    name: 'ky',
    list: () => client.get('coupons').json(),
    create: (path, json) => client.post(path, { json }).json(),
    change: (method, path, json) => client(path, { method, json }).json(),
    isOwn: (error) => error instanceof HTTPError || error instanceof TimeoutError,
  }
}

const ofetchPeer: Connect = (baseURL, timeout) => {
  const client = ofetch.create({ baseURL, timeout })
  return {
    name: 'ofetch',
    list: () => client('/coupons'),
    create: (path, body) => client(`/${path}`, { method: 'POST', body: { ...body } }),
    change: (method, path, body) => client(`/${path}`, { method, body: { ...body } }),
    isOwn: (error) => error instanceof FetchError,
  }
}

function toStrings(body: object): Record<string, string> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]))
}

/** The value that openapi-fetch returns as `error`, which its users check. */
class Reported extends Error {}

const openapiFetch: Connect = (baseUrl, timeoutMs) => {
  // oxlint-disable-next-line typescript/no-explicit-any -- any paths: the contract is not what is compared here
  const client = createClient<any>({ baseUrl })
  const settle = ({ data, error }: { data?: unknown; error?: unknown }): unknown => {
    if (error) throw new Reported('error')
    return data
  }
  const signal = (): AbortSignal => AbortSignal.timeout(timeoutMs)
  return {
    name: 'openapi-fetch',
    list: async () => settle(await client.GET('/coupons', { signal: signal() })),
    create: async (path, body) =>
      settle(await client.POST(`/${path}`, { body: body as never, signal: signal() })),
    change: async (method, path, body) =>
      settle(await client[method](`/${path}`, { body: body as never, signal: signal() })),
    isOwn: (error) => error instanceof Reported,
  }
}

/** Every client in the table. */
export const peers: readonly Connect[] = [referly, stripe, openai, kyPeer, ofetchPeer, openapiFetch]
