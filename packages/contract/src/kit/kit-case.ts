import type { operations } from '@referly-kit/types/kit-openapi'
import type { JsonObject, JsonValue, OperationId } from '../contract-case.js'

/** The id of an operation of the kit API, such as `getProgram`. */
export type KitOperationId = keyof operations

/** A request to either API that a case needs before its own. It must be accepted. */
export type KitGiven = GivenToReferly | GivenToKit

/** A request to Referly's API. */
export interface GivenToReferly {
  readonly referly: OperationId
  readonly body: JsonObject
  /** The properties of the response become placeholders with this prefix, such as `{sale.id}`. */
  readonly as?: string
}

/** A request to the kit API. */
export interface GivenToKit extends KitRequest {
  readonly kit: KitOperationId
  readonly as?: string
}

/** The input of a request. Strings can contain placeholders. */
export interface KitRequest {
  /** Values in the path. */
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: JsonValue
}

/** A request to the kit API, and the response that every target must return. */
export interface KitExpected extends KitRequest {
  readonly operation: KitOperationId
  readonly status: number
  /** The Authorization header, or `null` to send none. Default: the key of the program. */
  readonly authorization?: string | null
  /** Asks the mock for this status, which the server decides from its records. */
  readonly isAskedForStatus?: boolean
  /** Values that the body of the response must have. It can have more. A list must have exactly the items. */
  readonly shows?: JsonValue
}

/**
 * A request and its response in a separate program, between the requests that create its records and those that show
 * its effects.
 *
 * `{unique}` is different in every case. A string that is just a placeholder becomes the value itself.
 */
export interface KitCase extends KitExpected {
  /** A unique sentence that starts with the operation. */
  readonly name: string
  readonly given?: readonly KitGiven[]
  /** Requests that follow, and what they must return. */
  readonly afterwards?: readonly KitExpected[]
  /** Only the mock can be asked to return this. */
  readonly isMockOnly?: boolean
}
