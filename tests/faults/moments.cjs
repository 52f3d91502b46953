/**
 * Names moments in a process that was started with KOSHIN_MOMENTS, a file that takes the names, a line each. At the
 * moment KOSHIN_KILL_AT the process ends at once, as in a power cut; from KOSHIN_DISK_FULL_AT on there is no space.
 */
const fs = require('node:fs')

const { KOSHIN_MOMENTS: log, KOSHIN_KILL_AT: fatal, KOSHIN_DISK_FULL_AT: full } = process.env
const { appendFileSync } = fs
const counts = new Map()
let diskFull = false

exports.moment = (name) => {
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  const label = count === 1 ? name : `${name} (${count})`
  appendFileSync(log, `${label}\n`)
  if (label === fatal) process.kill(process.pid, 'SIGKILL')
  diskFull ||= label === full
}

/** @throws what a full disk answers, once it is full */
exports.needSpace = () => {
  if (diskFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}
