import type { VNode } from 'preact'
import { Badge } from '../layout/heading.js'
import { texts } from '../texts.js'
import type { DesignedCode, Finding, Grade, Preview } from './design.js'

const tones = { good: 'good', fair: 'fair', bad: 'bad' } as const satisfies Record<Grade, string>

/** Number of codes shown. */
const mostShown = 12

/** Properties of the preview. */
export interface PreviewPanelProps {
  readonly preview: Preview
  /** True until the affiliates have arrived. */
  readonly isLoading: boolean
}

/** The codes of a design, and its findings. */
export function PreviewPanel({ preview, isLoading }: PreviewPanelProps): VNode {
  if (preview.kind === 'problem') {
    return (
      <section class="preview" aria-label={texts.designer.preview}>
        <p class="problem" role="alert">
          {preview.message}
        </p>
      </section>
    )
  }
  const { codes, findings } = preview
  return (
    <section class="preview" aria-label={texts.designer.preview}>
      <h2>{texts.designer.preview}</h2>
      {codes.length === 0 ? (
        <p class="help">{isLoading ? texts.list.loading : texts.designer.nobody}</p>
      ) : (
        <>
          <ul class="samples">
            {codes.slice(0, mostShown).map((code) => (
              <Sample key={code.key} code={code} />
            ))}
          </ul>
          <dl class="findings">
            {findings.map((finding) => (
              <FindingRow key={finding.title} finding={finding} />
            ))}
          </dl>
        </>
      )}
    </section>
  )
}

function Sample({ code }: { readonly code: DesignedCode }): VNode {
  const { firstName, lastName } = code.subject.affiliate
  return (
    <li>
      <span class="code">
        {code.parts.map(({ name, text }) => (
          <span key={name} class={`part ${name}`}>
            {text}
          </span>
        ))}
      </span>
      <span class="sample-name">{`${firstName} ${lastName}`}</span>
    </li>
  )
}

function FindingRow({ finding: { title, text, grade } }: { readonly finding: Finding }): VNode {
  return (
    <div>
      <dt>
        {title} <Badge tone={tones[grade]}>{texts.designer.grades[grade]}</Badge>
      </dt>
      <dd>{text}</dd>
    </div>
  )
}
