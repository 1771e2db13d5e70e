import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useProgram } from '../program/program.js'
import { useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Icon, type IconName } from './icon.js'
import { Notices } from './notices.js'

interface Place {
  readonly path: Exclude<keyof typeof texts.nav, 'label' | 'signOut'>
  readonly icon: IconName
}

const places: readonly Place[] = [
  { path: 'overview', icon: 'chart' },
  { path: 'coupons', icon: 'coupon' },
  { path: 'codes', icon: 'code' },
  { path: 'designer', icon: 'wand' },
  { path: 'affiliates', icon: 'people' },
  { path: 'sales', icon: 'sale' },
  { path: 'money', icon: 'money' },
  { path: 'webhooks', icon: 'webhook' },
  { path: 'program', icon: 'settings' },
]

/** The frame of every page: navigation, content, and messages. */
export function Shell({ children }: { readonly children: ComponentChildren }): VNode {
  const program = useProgram()
  return (
    <div class="shell">
      <a class="skip" href="#content" onClick={focusContent}>
        {texts.skip}
      </a>
      <header class="side">
        <div class="brand">
          <img src={iconUrl} alt="" width={28} height={28} />
          <div>
            <strong>{texts.product}</strong>
            <span class="program">{program?.name}</span>
          </div>
        </div>
        <Navigation />
        <form method="post" action="/console/sign-out" class="sign-out">
          <button type="submit" class="button quiet">
            <Icon name="leave" />
            {texts.nav.signOut}
          </button>
        </form>
      </header>
      <main id="content" class="content" tabIndex={-1}>
        {children}
      </main>
      <Notices />
    </div>
  )
}

function Navigation(): VNode {
  const [current] = useRoute().path
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone, the last pages are beyond the edge.
    const link = nav.current?.querySelector('[aria-current]')
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <nav ref={nav} aria-label={texts.nav.label}>
      {places.map(({ path, icon }) => (
        <a key={path} href={`#/${path}`} aria-current={path === current ? 'page' : undefined}>
          <Icon name={icon} />
          {texts.nav[path]}
        </a>
      ))}
    </nav>
  )
}

const iconUrl: string = new URL('../icon.svg', import.meta.url).href

/** Moves the focus by hand, because the fragment of the address belongs to the router. */
function focusContent(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#content')?.focus()
}
