import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useRoute } from './router.js'
import { texts } from './texts.js'

/**
 * The page to sign in on.
 *
 * Both forms are sent by the browser itself, so no script ever handles an API key. A link is in the fragment of the
 * address, which is removed immediately so that it does not stay in the browser's history.
 */
export function SignIn(): VNode {
  const { path, query } = useRoute()
  const [, link] = path
  const problem = texts.signIn.problems[query.get('problem') ?? '']
  useEffect(() => {
    document.title = `${texts.signIn.title} · ${texts.product}`
  }, [])
  return (
    <main class="sign-in">
      <div class="card">
        <h1>{texts.signIn.title}</h1>
        {problem !== undefined && (
          <p class="form-problem" role="alert">
            {problem}
          </p>
        )}
        {link === undefined ? <KeyForm /> : <LinkForm link={link} />}
      </div>
    </main>
  )
}

function KeyForm(): VNode {
  return (
    <form method="post" action="/console/sign-in" autocomplete="off">
      <p>{texts.signIn.lead}</p>
      <div class="field">
        <label for="api-key">{texts.signIn.apiKey}</label>
        <input
          id="api-key"
          name="apiKey"
          type="password"
          required
          autocomplete="off"
          aria-describedby="api-key-help"
        />
        <p id="api-key-help" class="help">
          {texts.signIn.apiKeyHelp}
        </p>
      </div>
      <button type="submit" class="button primary wide">
        {texts.signIn.submit}
      </button>
      <p class="help">
        {texts.signIn.noKey} <code>{texts.signIn.command}</code>
      </p>
    </form>
  )
}

function LinkForm({ link }: { readonly link: string }): VNode {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    history.replaceState(null, '', '#/sign-in')
    form.current?.submit()
  }, [])
  return (
    <form ref={form} method="post" action="/console/sign-in">
      <p>{texts.signIn.linkLead}</p>
      <input type="hidden" name="link" value={link} />
      <button type="submit" class="button primary wide">
        {texts.signIn.submit}
      </button>
    </form>
  )
}
