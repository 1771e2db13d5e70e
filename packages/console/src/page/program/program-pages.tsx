import type { ComponentChildren, ComponentType, VNode } from 'preact'
import { Heading } from '../layout/heading.js'
import { Tabs } from '../layout/tabs.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { Backup } from './backup.js'
import { Keys } from './keys.js'
import { Sessions } from './sessions.js'
import { Settings } from './settings.js'

const { tabs } = texts.program

const pages: Readonly<Record<string, ComponentType>> = {
  settings: Settings,
  keys: Keys,
  sessions: Sessions,
  backup: Backup,
}

/** The pages of the program. */
export function ProgramPages(): VNode {
  const [, name = ''] = useRoute().path
  const Page = pages[name] ?? Settings
  return (
    <Frame current={Page === Settings ? 'settings' : name}>
      <Page key={name} />
    </Frame>
  )
}

interface FrameProps {
  readonly current: string
  readonly children: ComponentChildren
}

function Frame({ current, children }: FrameProps): VNode {
  const own = Object.keys(pages).map((name) => ({
    title: tabs[name as Exclude<keyof typeof tabs, 'label'>],
    href: toHref(['program', ...(name === 'settings' ? [] : [name])]),
    isCurrent: name === current,
  }))
  return (
    <>
      <Heading title={texts.program.title} />
      <Tabs label={tabs.label} tabs={[...own, { title: tabs.reference, href: '/docs' }]} />
      {children}
    </>
  )
}
