import type { ComponentChildren, VNode } from 'preact'

/** A fact about a record: its name and its value. */
export type Fact = readonly [name: string, value: ComponentChildren]

/** The facts about a record. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
