import type { PerformanceQuery, PerformanceReport } from '@referly-kit/types'
import type { CallOptions } from '../options.js'
import { toData, type KitContext } from './context.js'

/** The calls about what was sold. */
export interface PerformanceCalls {
  /**
   * Adds up sales by subject and period. By default, the report is about the whole program and the last 30 days.
   *
   * @example
   * const { data } = await referly.kit.performance.report({ by: 'CODE', sort: 'NET_REVENUE', limit: 20 })
   * data[0] //=> { name: 'JOHN20', sales: 3, revenue: 149.7, netRevenue: 99.8 }
   */
  report(query?: PerformanceQuery, options?: CallOptions): Promise<PerformanceReport>
}

/** Creates the calls about what was sold. */
export function createPerformance({ api, toInit }: KitContext): PerformanceCalls {
  return {
    report: async (query, options) =>
      toData(await api.GET('/performance', { ...toInit(options), params: { query: query ?? {} } })),
  }
}
