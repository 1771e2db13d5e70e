import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addList } from './list.js'
import { addResults } from './results.js'
import { addResume } from './resume.js'
import { addRevert } from './revert.js'
import { addShow } from './show.js'

/** Adds `jobs` and its commands. */
export function addJobs(jobs: ReferlyCommand, context: Context): void {
  jobs.examples(['referly jobs list', 'referly jobs resume --last'])
  addList(jobs, context)
  addShow(jobs, context)
  addResume(jobs, context)
  addResults(jobs, context)
  addRevert(jobs, context)
}
