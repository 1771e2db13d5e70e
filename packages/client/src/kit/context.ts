import type { paths } from '@referly-kit/types/kit-openapi'
import type { Client } from 'openapi-fetch'
import { isNotFoundError, type NotFoundError } from '../errors/api-errors.js'
import type { Method } from '../errors/referly-error.js'
import type { CallInit } from '../http/api.js'
import type { CallOptions } from '../options.js'

/**
 * The typed openapi-fetch client of the kit API. Authentication, time limits, retries, middleware,
 * redaction, and errors work as in every other call.
 */
export type KitApi = Pick<Client<paths>, Method>

/** The client that the calls of the kit API share. */
export interface KitContext {
  readonly api: KitApi
  /** Creates the options of one request. */
  toInit(options: CallOptions | undefined): KitInit
  /** Creates the options of a request whose response is read while it arrives. */
  toStreamInit(options: CallOptions | undefined): CallInit
  /** The default time limit of an attempt. */
  readonly timeoutMs: number
}

/** The options of one request. */
export type KitInit = Pick<CallInit, 'fetch'>

/** Returns the body of a response. It is always present, because a call throws in every other case. */
export function toData<Data>({ data }: { readonly data?: Data }): Data {
  return data as Data
}

/**
 * Returns the input of a call that must not take effect twice, with an idempotency key if it has
 * none. The server answers a repeated key with its first response, so the call can be retried if a
 * response is lost.
 */
export function withIdempotencyKey<Input extends { readonly idempotencyKey?: string }>(
  input: Input,
): Input & { readonly idempotencyKey: string } {
  return { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() }
}

/** Returns whether an error confirms a deletion whose response was lost: the kit API no longer has the record. */
export function isGoneError(error: unknown): error is NotFoundError {
  // A server without the kit API returns no error code.
  return isNotFoundError(error) && error.errorBody?.code !== undefined
}
