import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is still reachable, in octets: only after a collection is it told from what waits to be collected. */
export const heap = (): number => (collect(), process.memoryUsage().heapUsed)
