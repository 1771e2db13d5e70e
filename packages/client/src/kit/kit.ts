import type { paths } from '@referly-kit/types/kit-openapi'
import { toTypeName } from '../collections/records.js'
import { isNotFoundError, NotFoundError } from '../errors/api-errors.js'
import { isOutcomeUnknownError, OutcomeUnknownError, type Resume } from '../errors/call-errors.js'
import { isDone, readCreated, type Answer } from '../http/answers.js'
import { createApi, createFetch, toCallInit, type SendRequest } from '../http/api.js'
import type { OutgoingRequest } from '../http/attempt.js'
import { send } from '../http/send.js'
import type { Settings } from '../options.js'
import { createCheckout, type CheckoutCalls } from './checkout.js'
import { isGoneError, type KitApi, type KitContext } from './context.js'
import { createBackup, createKeys, type BackupCalls, type KeyCalls } from './keys.js'
import { createLedger, type LedgerCalls } from './ledger.js'
import { createPerformance, type PerformanceCalls } from './performance.js'
import { createProgram, type ProgramCalls } from './program.js'
import { createSearch, type KitSearchCalls } from './search.js'
import { createWebhooks, type WebhookCalls } from './webhooks.js'

/**
 * The kit API, which a Referly Kit server has in addition to Referly's. With any other server,
 * calls throw a `NotFoundError`.
 *
 * @example
 * const { holdingDays } = await referly.kit.program.get() //=> 30
 */
export interface Kit extends CheckoutCalls, LedgerCalls {
  readonly search: KitSearchCalls
  readonly program: ProgramCalls
  readonly keys: KeyCalls
  readonly backup: BackupCalls
  readonly performance: PerformanceCalls
  readonly webhooks: WebhookCalls
  /** The typed openapi-fetch client, for requests exactly as the contract describes them. */
  readonly api: KitApi
}

/** Creates the calls of the kit API, which is next to Referly's: `/api/kit/v1` in place of `/api/v1`. */
export function createKit(referlySettings: Settings): Kit {
  const baseUrl = referlySettings.baseUrl.replace(/(\/api\/v1)?$/, '/api/kit/v1')
  const settings = { ...referlySettings, baseUrl }
  const sendRequest = createSendRequest(settings)
  const api: KitApi = createApi<paths>(settings, sendRequest)
  const context: KitContext = {
    api,
    toInit: (options) => ({ fetch: createFetch(sendRequest, options) }),
    toStreamInit: (options) => toCallInit(settings, { ...options, isStreamed: true }, sendRequest),
    timeoutMs: settings.timeoutMs,
  }
  return {
    program: createProgram(context),
    keys: createKeys(context),
    backup: createBackup(context),
    performance: createPerformance(context),
    search: createSearch(context),
    webhooks: createWebhooks(context),
    ...createCheckout(context),
    ...createLedger(context),
    api,
  }
}

/**
 * Creates the function that sends a request, retries it if that is safe, and throws if it fails.
 */
function createSendRequest(settings: Settings): SendRequest {
  const sendRequest: SendRequest = async (request, limits) => {
    const isRepeatable = isRepeatableRequest(request)
    try {
      const answer = await send(settings, request, { ...limits, isRepeatable })
      if (!limits.isStreamed) assertUsable(answer, request)
      return answer
    } catch (error) {
      if (isRepeatable && isOutcomeUnknownError(error)) {
        const resume: Resume = async (signal) => {
          const record = await readResumed(request, () =>
            sendRequest(request, { ...limits, signal }),
          )
          return { status: 'recovered', record }
        }
        throw new OutcomeUnknownError({ ...error, cause: error.cause as Error, resume })
      }
      // Every error of the kit API has a code.
      if (!isNotFoundError(error) || error.errorBody?.code) throw error
      const message = `failed: The kit API is not available at ${settings.baseUrl}. It is part of the Referly Kit server.`
      throw new NotFoundError({ ...error }, message)
    }
  }
  return sendRequest
}

/**
 * Returns the body of a response to a request that was sent before. A deletion has none, and may find nothing to
 * delete.
 */
async function readResumed(
  { method }: OutgoingRequest,
  sendAgain: () => Promise<Answer>,
): Promise<unknown> {
  try {
    const answer = await sendAgain()
    return isDone(answer) ? undefined : answer.parse()
  } catch (error) {
    if (method === 'DELETE' && isGoneError(error)) return undefined
    throw error
  }
}

const keys = /"(?:idempotencyKey|reservationId|external(?:Invoice)?Id)":"[^"]/

/**
 * Returns whether a change can be sent again: the server answers a repeated key with its first
 * response, a quote changes nothing, and a reservation is released or a key revoked once.
 */
function isRepeatableRequest({ method, url, body = '' }: OutgoingRequest): boolean {
  return keys.test(body) || url.endsWith('/quotes') || method === 'DELETE'
}

/** Throws for a response that is neither a JSON object nor the requested file. */
function assertUsable(answer: Answer, { method, headers }: OutgoingRequest): void {
  if (isDone(answer) || headers.get('accept')?.startsWith('text/')) return
  const assertObject = (): void => {
    const received = toTypeName(answer.parse())
    if (received !== 'object') throw answer.createError({ expected: 'an object', received })
  }
  if (method === 'GET') assertObject()
  else readCreated(answer, assertObject)
}
