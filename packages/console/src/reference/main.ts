import { allowMarkup } from './markup.js'
import { sampleOrigin } from './sample-origin.js'
import { adapt } from './shadow.js'

/** The element of RapiDoc, as far as the page uses it. */
interface RapiDoc extends HTMLElement {
  loadSpec(contract: object): Promise<void>
}

const isKit = location.pathname.startsWith('/docs/kit')
const file = isKit ? '/kit-openapi.json' : '/openapi.json'

// Next to the operation, as long as there is room for it, and otherwise a list that unfolds.
const hasSideBar = matchMedia('(min-width: 800px)').matches

const options: Readonly<Record<string, string>> = {
  'render-style': hasSideBar ? 'focused' : 'view',
  'show-header': 'false',
  // The session of the page is the sign-in, and no script has an API key.
  'allow-authentication': 'false',
  'fetch-credentials': 'same-origin',
  'allow-server-selection': 'false',
  'allow-spec-file-download': 'false',
  'allow-advanced-search': 'false',
  'load-fonts': 'false',
  'show-method-in-nav-bar': 'as-colored-text',
  'sort-tags': 'false',
  'sort-endpoints-by': 'none',
  'schema-style': 'table',
  'default-schema-tab': 'schema',
  'response-area-height': '480px',
  'font-size': 'large',
}

allowMarkup()
void show()

async function show(): Promise<void> {
  showPlace()
  void showSession()
  const [response] = await Promise.all([fetch(file), import('rapidoc')])
  const text = (await response.text()).replaceAll(sampleOrigin, location.origin)
  const element = document.createElement('rapi-doc') as RapiDoc
  for (const [name, value] of Object.entries(options)) element.setAttribute(name, value)
  document.querySelector('#reference')?.replaceChildren(element)
  adapt(element)
  // Its notes about missing API keys do not apply: the session is the sign-in.
  const { security: _security, ...contract } = JSON.parse(text) as Readonly<Record<string, unknown>>
  await element.loadSpec(contract)
}

function showPlace(): void {
  const current = document.querySelector(`nav a[href="${isKit ? '/docs/kit' : '/docs'}"]`)
  current?.setAttribute('aria-current', 'page')
  document.querySelector('#file')?.setAttribute('href', file)
}

/** Shows which program requests of this page are made for. */
async function showSession(): Promise<void> {
  const place = document.querySelector('#session')
  const response = await fetch('/api/kit/v1/program')
  const program = response.ok ? ((await response.json()) as { readonly name: string }) : undefined
  if (program === undefined) {
    const link = Object.assign(document.createElement('a'), { href: '/', textContent: 'Sign in' })
    place?.replaceChildren('Requests from this page are refused until you sign in. ', link, '.')
    return
  }
  place?.replaceChildren(
    'Signed in. Requests from this page change the program ',
    Object.assign(document.createElement('strong'), { textContent: program.name }),
    '.',
  )
}
