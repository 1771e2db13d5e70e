import type { ComponentChildren, VNode } from 'preact'

/**
 * A fact about a record: its name and its value. A wide one gets its own line on a narrow screen.
 */
export type Fact = readonly [name: string, value: ComponentChildren, width?: 'wide']

/** The facts about a record. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts.map(([name, value, width]) => (
        <div key={name} class={width}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
