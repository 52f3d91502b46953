/**
 * Names moments in a process that was started with KOSHIN_MOMENTS, a file that takes the names, a line each. At the
 * moment KOSHIN_KILL_AT the process ends at once, as in a power cut; from KOSHIN_DISK_FULL_AT on there is no space; from
 * KOSHIN_LOCK_AT on another program holds an SQLite database, KOSHIN_LOCKED, for three seconds.
 */
const { spawn } = require('node:child_process')
const fs = require('node:fs')

const { KOSHIN_MOMENTS: log, KOSHIN_KILL_AT: fatal, KOSHIN_DISK_FULL_AT: full } = process.env
const { KOSHIN_LOCK_AT: locking, KOSHIN_LOCKED: database } = process.env
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
  if (label === locking) lock()
}

/** As SQLite holds a database while it is written to. */
const holdDatabase = `
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
open(sys.argv[2], "w").close()
time.sleep(3)
`

/** Returns when the other program has it. */
function lock() {
  const held = `${log}-held`
  spawn('python3', ['-c', holdDatabase, database, held], { stdio: 'ignore' })
  while (!fs.existsSync(held)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
}

/** @throws what a full disk answers, once it is full */
exports.needSpace = () => {
  if (diskFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}
