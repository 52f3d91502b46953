/**
 * Loaded into the demo bank's process: names each write to its ledger while it works on a request for a certificate,
 * and the moments around its answer. What happens at them: moments.cjs.
 */
const { subscribe } = require('node:diagnostics_channel')
const fs = require('node:fs')
const { ServerResponse } = require('node:http')
const { moment } = require('./moments.cjs')

const asked = /^\/\.well-known\/(est\/simple(re)?enroll|cmp)$/
let working

subscribe('http.server.request.start', ({ request }) => {
  if (asked.test(request.url)) working = request.url
})

for (const name of ['writeSync', 'fsyncSync', 'ftruncateSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    if (working === undefined) return original(...args)
    moment(`before ledger: ${name}`)
    const result = original(...args)
    moment(`after ledger: ${name}`)
    return result
  }
}

const { end } = ServerResponse.prototype
ServerResponse.prototype.end = function (...body) {
  const path = working
  working = undefined
  if (path === undefined) return end.apply(this, body)
  moment(`before answer: ${path}`)
  const ended = end.apply(this, body)
  moment(`after answer: ${path}`)
  return ended
}
