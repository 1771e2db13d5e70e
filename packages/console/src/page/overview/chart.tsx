import type { VNode } from 'preact'
import { texts } from '../texts.js'

/** A bar of a chart, with the same bar of the period before. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly before: number
}

/** Properties of a chart. */
export interface ChartProps {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly toText: (value: number) => string
}

const width = 720
const height = 180
const gap = 0.25

/**
 * Bars of a measure, with the period before as lighter bars behind them.
 *
 * The same figures are in a table below it, for screen readers and for everyone who wants to read them.
 */
export function Chart({ title, bars, toText }: ChartProps): VNode {
  const top = Math.max(0, ...bars.flatMap(({ value, before }) => [value, before]))
  return (
    <figure class="chart">
      <figcaption>
        <span>{title}</span>
        <span class="legend">{texts.overview.now}</span>
        <span class="legend before">{texts.overview.before}</span>
        <span class="top">{toText(top)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((bar, index) => (
          <ChartBar
            key={bar.label}
            bar={bar}
            x={(index * width) / bars.length}
            step={width / bars.length}
            scale={top === 0 ? 0 : (height - 8) / top}
            toText={toText}
          />
        ))}
      </svg>
      <div class="axis" aria-hidden="true">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <ChartTable bars={bars} toText={toText} />
    </figure>
  )
}

interface ChartBarProps extends Pick<ChartProps, 'toText'> {
  readonly bar: Bar
  readonly x: number
  readonly step: number
  /** Pixels per unit of the measure. */
  readonly scale: number
}

function ChartBar({ bar, x, step, scale, toText }: ChartBarProps): VNode {
  const { label, value, before } = bar
  const space = step * gap
  const toBox = (number: number): { readonly y: number; readonly height: number } => {
    const tall = Math.max(0, number) * scale
    return { y: height - tall, height: tall }
  }
  return (
    <g>
      <title>{`${label}: ${toText(value)} (${toText(before)})`}</title>
      <rect class="hit" x={x} y={0} width={step} height={height} />
      <rect class="before" x={x + space / 2} width={step - space} {...toBox(before)} />
      <rect class="now" x={x + space} width={step - 2 * space} {...toBox(value)} />
    </g>
  )
}

function ChartTable({ bars, toText }: Omit<ChartProps, 'title'>): VNode {
  return (
    <details>
      <summary>{texts.overview.asTable}</summary>
      <div class="plain-table" tabIndex={0} role="region" aria-label={texts.overview.asTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.overview.day}</th>
              <th scope="col">{texts.overview.now}</th>
              <th scope="col">{texts.overview.before}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, value, before }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{toText(value)}</td>
                <td>{toText(before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
