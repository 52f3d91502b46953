/**
 * Run in a Node of its own: the key store's process as built, for one test after the other. Each loads it anew and speaks to
 * it as Electron does, over a parent port; lent-worker.ts is the other end.
 */
const path = require('node:path')

/** What is said to the worker whose turn it is. */
let hear

process.on('message', (given) => {
  if ('worker' in given) load(given)
  else hear(given.message)
})
process.on('disconnect', () => process.exit())

function load({ worker, turn }) {
  const folder = path.dirname(worker)
  for (const known of Object.keys(require.cache)) if (known.startsWith(folder)) delete require.cache[known]
  process.parentPort = {
    on: (_, listener) => (hear = (data) => listener({ data })),
    postMessage: (message) => process.send({ turn, message }),
  }
  require(worker)
}
