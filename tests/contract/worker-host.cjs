/**
 * Run in a Node of its own: the key store's process as built, for one test after the other. Each loads it anew and speaks to
 * it as Electron does, over a parent port; lent-worker.ts is the other end.
 */
const path = require('node:path')

/** What is said to the worker whose turn it is. */
let hear

/** What a worker means to do a little later: to close the database that it left open. */
const later = new Map()
const { setTimeout: start, clearTimeout: stop } = globalThis
globalThis.setTimeout = (work, ms) => {
  const timer = start(() => {
    later.delete(timer)
    work()
  }, ms)
  later.set(timer, work)
  return timer
}
globalThis.clearTimeout = (timer) => {
  later.delete(timer)
  stop(timer)
}

process.on('message', (given) => {
  if ('worker' in given) load(given)
  else hear(given.message)
})
process.on('disconnect', () => process.exit())

function load({ worker, turn }) {
  // The one before is over, and with it what it left.
  for (const [timer, work] of [...later]) {
    clearTimeout(timer)
    work()
  }
  const folder = path.dirname(worker)
  for (const known of Object.keys(require.cache)) if (known.startsWith(folder)) delete require.cache[known]
  process.parentPort = {
    on: (_, listener) => (hear = (data) => listener({ data })),
    postMessage: (message) => process.send({ turn, message }),
  }
  require(worker)
}
