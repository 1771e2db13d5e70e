import type { Program, ReportMeasures } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toDayText, toMoneyText, toNumberText, toPercentText } from '../format.js'
import { Heading } from '../layout/heading.js'
import { Failed } from '../lists/empty.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import { useRecord } from '../records/record.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { DisabledWebhooks } from '../webhooks/disabled.js'
import { Attention } from './attention.js'
import { Chart } from './chart.js'
import { parseRange, ranges, type RangeDays } from './range.js'
import { useReport, type OverviewReport } from './report.js'
import { TopList } from './top-list.js'

type Measure = 'revenue' | 'redemptions' | 'commission' | 'refunds'

const measures: readonly Measure[] = ['revenue', 'redemptions', 'commission', 'refunds']

/** The first page: what was sold, by whom, and what needs attention. */
export function Overview(): VNode {
  const program = useProgram()
  const { path, query } = useRoute()
  const days = parseRange(query.get('days'))
  return (
    <>
      <Heading title={texts.overview.title}>
        <select
          class="filter"
          aria-label={texts.overview.range}
          value={String(days)}
          onChange={({ currentTarget }) =>
            navigate(
              toHref(path, { ...Object.fromEntries(query), days: currentTarget.value }),
              true,
            )
          }
        >
          {Object.keys(ranges).map((each) => (
            <option key={each} value={each}>
              {texts.overview.lastDays(Number(each))}
            </option>
          ))}
        </select>
      </Heading>
      <DisabledWebhooks />
      <FirstStep />
      {program === undefined ? (
        <p class="loading">{texts.list.loading}</p>
      ) : (
        <Report program={program} days={days} />
      )}
    </>
  )
}

/** The step that a new program begins with. */
function FirstStep(): VNode | null {
  const { record: page } = useRecord('coupons', () => referly.kit.search.coupons.list({ limit: 1 }))
  if (page === undefined || page.data.length > 0) return null
  return (
    <section class="job">
      <h2>{texts.coupons.emptyTitle}</h2>
      <p>{texts.coupons.emptyLead}</p>
      <div class="actions">
        <a class="button primary" href={toHref(['coupons', 'new'])}>
          {texts.coupons.create}
        </a>
      </div>
    </section>
  )
}

interface ReportProps {
  readonly program: Program
  readonly days: RangeDays
}

function Report({ program, days }: ReportProps): VNode {
  const { query } = useRoute()
  const { report, problem } = useReport(days, program.timeZone)
  if (problem !== undefined) {
    return <Failed title={texts.overview.failed} problem={problem} onRetry={announceChange} />
  }
  if (report === undefined) return <p class="loading">{texts.list.loading}</p>
  const chosen = measures.find((each) => each === query.get('measure')) ?? 'revenue'
  const toText = createFormat(chosen, report.currency)
  const bars = report.periods.map((period, index) => ({
    label: toDayText(period.from),
    value: period[chosen],
    before: report.earlierPeriods[index]?.[chosen] ?? 0,
  }))
  return (
    <>
      <div class="tiles">
        {measures.map((measure) => (
          <Tile key={measure} measure={measure} report={report} isChosen={measure === chosen} />
        ))}
      </div>
      <Chart title={texts.overview.measures[chosen]} bars={bars} toText={toText} />
      <Panels report={report} />
    </>
  )
}

function Panels({ report }: { readonly report: OverviewReport }): VNode {
  return (
    <div class="panels">
      <TopList
        title={texts.overview.topCodes}
        empty={texts.overview.noSales}
        rows={report.topCodes}
        currency={report.currency}
        toHref={(id) => toHref(['codes', id])}
      />
      <TopList
        title={texts.overview.topAffiliates}
        empty={texts.overview.noSales}
        rows={report.topAffiliates}
        currency={report.currency}
        toHref={(id) => toHref(['affiliates', id])}
      />
      <Attention />
    </div>
  )
}

interface TileProps {
  readonly measure: Measure
  readonly report: OverviewReport
  readonly isChosen: boolean
}

function Tile({ measure, report, isChosen }: TileProps): VNode {
  const { path, query } = useRoute()
  const { total, before, currency } = report
  const toText = createFormat(measure, currency)
  const status = measure === 'refunds' ? 'refunded' : undefined
  const records =
    measure === 'redemptions' ? toHref(['codes'], { use: 'used' }) : toSalesHref(report, status)
  return (
    <div class={`tile${isChosen ? ' chosen' : ''}`}>
      <a
        class="tile-title"
        href={toHref(path, { ...Object.fromEntries(query), measure })}
        aria-current={isChosen ? 'true' : undefined}
      >
        {texts.overview.measures[measure]}
      </a>
      <a class="tile-value" href={records}>
        {toText(total[measure])}
      </a>
      <span class="tile-change">{toChangeText(total, before, measure)}</span>
    </div>
  )
}

function toSalesHref({ range: { from, to } }: OverviewReport, status: string | undefined): string {
  return toHref(['sales'], { from, to, status })
}

function createFormat(measure: Measure, currency: string): (value: number) => string {
  return measure === 'redemptions' ? toNumberText : (value) => toMoneyText(value, currency)
}

function toChangeText(
  total: ReportMeasures,
  before: ReportMeasures | undefined,
  measure: Measure,
): string {
  const earlier = before?.[measure] ?? 0
  if (earlier === 0) return texts.overview.noneBefore
  const change = ((total[measure] - earlier) / earlier) * 100
  return texts.overview.change(`${change > 0 ? '+' : ''}${toPercentText(Math.round(change))}`)
}
