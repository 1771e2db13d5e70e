/** A code to create for an affiliate. */
export interface JobRow {
  readonly affiliateId: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly code: string
  /** The cells of the other columns of a file. */
  readonly extras?: readonly string[]
}

/** A plan of codes to create, stored before the first one is sent. */
export interface StoredJob {
  readonly id: string
  readonly programId: string
  readonly couponId: string
  readonly couponName: string
  readonly createdAt: string
  readonly rows: readonly JobRow[]
  /** The titles of the other columns of a file. */
  readonly extraTitles?: readonly string[]
}

/** The result of a row. */
export interface RowResult {
  readonly index: number
  readonly status: 'created' | 'failed'
  /** The reason why the server refused the code. */
  readonly message: string
}

interface StoredResults {
  readonly jobId: string
  readonly results: readonly RowResult[]
}

const jobsName = 'jobs'
const resultsName = 'results'

/**
 * Keeps jobs in this browser, so that one can be continued after its page was closed.
 *
 * Results are appended in batches instead of being written into the job, which would copy all of its rows each time.
 */
export interface JobStore {
  add(job: StoredJob): Promise<void>
  addResults(jobId: string, results: readonly RowResult[]): Promise<void>
  list(): Promise<readonly StoredJob[]>
  listResults(jobId: string): Promise<readonly RowResult[]>
  remove(jobId: string): Promise<void>
}

/** Opens the jobs of this browser. */
export function createJobStore(factory: IDBFactory = indexedDB): JobStore {
  let opening: Promise<IDBDatabase> | undefined
  const open = (): Promise<IDBDatabase> => (opening ??= openDatabase(factory))
  const run = async <T>(mode: IDBTransactionMode, work: Work<T>): Promise<T> => {
    const transaction = (await open()).transaction([jobsName, resultsName], mode)
    return toPromise(work(transaction.objectStore(jobsName), transaction.objectStore(resultsName)))
  }
  return {
    add: async (job) => void (await run('readwrite', (jobs) => jobs.put(job))),
    async addResults(jobId, results) {
      const stored: StoredResults = { jobId, results }
      await run('readwrite', (_jobs, all) => all.add(stored))
    },
    list: () => run<StoredJob[]>('readonly', (jobs) => jobs.getAll()),
    async listResults(jobId) {
      const batches = await run<StoredResults[]>('readonly', (_jobs, all) =>
        all.index('jobId').getAll(jobId),
      )
      return batches.flatMap(({ results }) => results)
    },
    async remove(jobId) {
      const keys = await run('readonly', (_jobs, all) => all.index('jobId').getAllKeys(jobId))
      for (const key of keys) await run('readwrite', (_jobs, all) => all.delete(key))
      await run('readwrite', (jobs) => jobs.delete(jobId))
    },
  }
}

type Work<T> = (jobs: IDBObjectStore, results: IDBObjectStore) => IDBRequest<T>

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open('referly-kit', 1)
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(jobsName, { keyPath: 'id' })
    const results = request.result.createObjectStore(resultsName, { autoIncrement: true })
    results.createIndex('jobId', 'jobId')
  })
  return toPromise(request)
}

function toPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
