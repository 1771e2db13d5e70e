/** The parts of a schema that code in this repository reads. */
export interface OpenApiSchema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, OpenApiSchema>>
  readonly items?: OpenApiSchema
  readonly enum?: readonly unknown[]
  readonly allOf?: readonly OpenApiSchema[]
  readonly oneOf?: readonly OpenApiSchema[]
  readonly anyOf?: readonly OpenApiSchema[]
}

/** The schema and the examples of one media type. */
export interface OpenApiContent {
  readonly schema?: OpenApiSchema
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

/** A request body or a response. */
export interface OpenApiMessage {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, OpenApiContent>>
}

/** A parameter in the query or the path. */
export interface OpenApiParameter {
  readonly $ref?: string
  readonly name: string
  readonly in?: string
  readonly required?: boolean
  readonly schema: OpenApiSchema
}

/** The names of security schemes, each with its scopes. */
export type OpenApiSecurity = readonly Readonly<Record<string, unknown>>[]

/** One method of one path. */
export interface OpenApiOperation {
  readonly operationId: string
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: OpenApiMessage
  readonly responses: Readonly<Record<string, OpenApiMessage>>
  readonly security?: OpenApiSecurity
}

/** An OpenAPI 3.0 document, as far as code in this repository reads it. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, OpenApiSchema>>
    readonly securitySchemes: Readonly<
      Record<string, { readonly type: string; readonly scheme?: string }>
    >
  }
  readonly security: OpenApiSecurity
}
