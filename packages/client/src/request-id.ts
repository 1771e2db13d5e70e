/** Headers that name a request, most specific first: the API's own, then its content network's. */
const names: readonly string[] = ['x-request-id', 'request-id', 'cf-ray']

/** Reads the id under which the server knows the request. */
export function toRequestId(headers: Headers): string | undefined {
  for (const name of names) {
    const value = headers.get(name)
    if (value !== null) return value
  }
  return undefined
}
