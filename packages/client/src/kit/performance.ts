import type { PerformanceQuery, PerformanceReport, ReportRow } from '@referly-kit/types'
import { iterate, type IterateOptions } from '../collections/iterate.js'
import { toAnswer } from '../http/answers.js'
import type { CallOptions } from '../options.js'
import { toData, type KitContext } from './context.js'

/** The calls about what was sold. */
export interface PerformanceCalls {
  /**
   * Adds up sales by subject and period. By default, the report covers the whole program and the
   * last 30 days.
   *
   * @example
   * const { data } = await referly.kit.performance.report({ by: 'CODE', sort: 'NET_REVENUE', limit: 20 })
   * data[0] //=> { name: 'JOHN20', sales: 3, revenue: 149.7, netRevenue: 99.8 }
   */
  report(query?: PerformanceQuery, options?: CallOptions): Promise<PerformanceReport>
  /**
   * Yields the rows of a report as they arrive, in constant memory.
   *
   * @example
   * for await (const { name, revenue } of referly.kit.performance.rows({ by: 'CODE' })) {
   *   name //=> 'JOHN20'
   * }
   */
  rows(
    query?: PerformanceQuery,
    options?: IterateOptions,
  ): AsyncGenerator<ReportRow, void, undefined>
}

const rowFields = { from: 'string', to: 'string', sales: 'number', revenue: 'number' }

/** Creates the calls about what was sold. */
export function createPerformance(context: KitContext): PerformanceCalls {
  const { api, toInit, toStreamInit } = context
  return {
    report: async (query = {}, options) =>
      toData(await api.GET('/performance', { ...toInit(options), params: { query } })),
    rows: (query = {}, options) =>
      iterate(
        context,
        {
          fields: rowFields,
          property: 'data',
          read: async (limits) =>
            toAnswer(await api.GET('/performance', { ...toStreamInit(limits), params: { query } })),
        },
        options,
      ),
  }
}
