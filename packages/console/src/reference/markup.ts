/** The part of the browser that checks markup from strings. Its types are not part of TypeScript. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown
}

/** The texts that RapiDoc sets as markup to fold and unfold parts of an example. */
const known: ReadonlySet<string> = new Set(['[...]', '{...}', '[', '{', '', '&#x2715;'])

/**
 * Lets RapiDoc set the few texts that it sets as markup. Everything else that is set as markup becomes plain text.
 *
 * Its templates have a separate policy, which the server allows by name.
 */
export function allowMarkup(): void {
  const { trustedTypes } = window as { readonly trustedTypes?: TrustedTypes }
  trustedTypes?.createPolicy('default', {
    createHTML: (text) => (known.has(text) ? text : escape(text)),
  })
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
