import { useEffect, useState } from 'preact/hooks'

/** A place in the console, as the fragment of the address names it. */
export interface Route {
  /** The parts of the path: `['coupons', ID]`. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
}

/**
 * Parses the fragment of an address.
 *
 * The console uses the fragment because every path belongs to the API of the server, and because browsers do not send
 * fragments, so a sign-in link never gets into a log.
 *
 * @example
 * parseRoute('#/codes?q=anna') //=> { path: ['codes'], query: URLSearchParams { 'q' => 'anna' } }
 */
function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2)
  const parts = path.split('/').filter((part) => part !== '')
  return { path: parts.map(decode), query: new URLSearchParams(query) }
}

/** Returns the address of a place: `#/coupons/ID?edit=1`. Values that are undefined or empty are left out. */
export function toHref(
  path: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  )
  const text = new URLSearchParams(given).toString()
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`
}

/** Navigates to a place. With `isReplacing`, replaces the current entry of the browser's history. */
export function navigate(href: string, isReplacing: boolean = false): void {
  if (!isReplacing) {
    location.hash = href
    return
  }
  history.replaceState(null, '', href)
  dispatchEvent(new Event('hashchange'))
}

/** Returns the current place, and renders again when it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const update = (): void => setHash(location.hash)
    addEventListener('hashchange', update)
    return () => removeEventListener('hashchange', update)
  }, [])
  return parseRoute(hash)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
