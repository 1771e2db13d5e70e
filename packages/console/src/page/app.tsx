import type { ComponentType, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { onSessionEnd } from './api.js'
import { Shell } from './layout/shell.js'
import { findStart, rememberPlace } from './left-place.js'
import { Failed } from './lists/empty.js'
import { navigate, useRoute } from './router.js'
import { SignIn } from './sign-in.js'
import { texts } from './texts.js'

/** Loads a page when it is opened for the first time. */
type LoadPage = () => Promise<ComponentType>

const pages: Readonly<Record<string, LoadPage>> = {
  overview: async () => (await import('./overview/overview.js')).Overview,
  coupons: async () => (await import('./coupons/coupons.js')).Coupons,
  codes: async () => (await import('./codes/codes.js')).Codes,
  designer: async () => (await import('./designer/designer.js')).Designer,
  affiliates: async () => (await import('./affiliates/affiliates.js')).Affiliates,
  program: async () => (await import('./program/program-pages.js')).ProgramPages,
  money: async () => (await import('./money/ledger.js')).Ledger,
  sales: async () => (await import('./sales/sales.js')).Sales,
  webhooks: async () => (await import('./webhooks/webhooks.js')).Webhooks,
}

/** The console: the sign-in page without a session, and otherwise the page that the address names. */
export function App(): VNode {
  const { path } = useRoute()
  const [place = ''] = path
  const [isSignedOut, setSignedOut] = useState(place === 'sign-in')
  useEffect(
    () =>
      onSessionEnd(() => {
        rememberPlace()
        setSignedOut(true)
      }),
    [],
  )
  const load = pages[place]
  useEffect(() => {
    if (isSignedOut || load !== undefined) return
    const open = (href: string): void => navigate(href, true)
    findStart().then(open, () => open('#/overview'))
  }, [isSignedOut, load])
  if (isSignedOut) return <SignIn />
  return <Shell>{load !== undefined && <Page key={place} load={load} />}</Shell>
}

function Page({ load }: { readonly load: LoadPage }): VNode | null {
  const [Loaded, setLoaded] = useState<{ readonly page: ComponentType }>()
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    load().then(
      (page) => setLoaded({ page }),
      () => setFailed(true),
    )
  }, [load])
  if (hasFailed) {
    // Browsers remember scripts that could not be loaded, and another version of the server has others.
    const reload = (): void => location.reload()
    return <Failed title={texts.record.failed} problem={texts.unreachable} onRetry={reload} />
  }
  return Loaded === undefined ? null : <Loaded.page />
}
