import css from './shadow.css?inline'

const sheet = new CSSStyleSheet()
sheet.replaceSync(css)

/**
 * Adapts an element of RapiDoc, and those in it, whenever they change. Adds our style sheet, which
 * the content security policy allows, unlike a style element, and support for keyboards and screen
 * readers.
 */
export function adapt(element: Element): void {
  const root = element.shadowRoot
  if (root === null || root.adoptedStyleSheets.includes(sheet)) return
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  const update = (): void => {
    root.querySelector('nav')?.setAttribute('aria-label', 'Operations')
    // A long example scrolls, which a keyboard can do once it has the focus.
    for (const example of root.querySelectorAll('pre')) example.tabIndex = 0
    for (const child of root.querySelectorAll('*')) adapt(child)
  }
  new MutationObserver(update).observe(root, { childList: true, subtree: true })
  update()
}
