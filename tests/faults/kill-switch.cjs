/**
 * Loaded into the real app by Electron's own `-r`: names the moments before, during and after each journal entry, each
 * change in the key store and each request for a certificate or a proof. What happens at them: moments.cjs.
 */
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const path = require('node:path')
const { net, utilityProcess } = require('electron')
const { moment, needSpace } = require('./moments.cjs')

const changing = new Set(['makeKey', 'sign', 'install', 'retire', 'restore', 'discardKey', 'delete'])

// The journal is written beside its place and renamed into it.
const { renameSync } = fs
fs.renameSync = (from, to) => {
  if (path.basename(String(to)) !== 'journal.json') return renameSync(from, to)
  const step = JSON.parse(fs.readFileSync(from, 'utf8')).content?.renewal?.step ?? 'nothing'
  moment(`before journal: ${step}`)
  needSpace()
  renameSync(from, to)
  moment(`after journal: ${step}`)
}
syncBuiltinESMExports()

// The key store's process answers by the number of the call.
const { fork } = utilityProcess
utilityProcess.fork = (file, ...rest) => {
  const child = fork.call(utilityProcess, file, ...rest)
  if (!path.basename(file).startsWith('keystore-')) return child
  const under = new Map()
  const { postMessage } = child
  child.on('message', ({ id }) => {
    if (under.has(id)) moment(`after key store: ${under.get(id)}`)
  })
  child.postMessage = (message, ...more) => {
    const name = message.operation
    if (!changing.has(name)) return postMessage.call(child, message, ...more)
    under.set(message.id, name)
    moment(`before key store: ${name}`)
    postMessage.call(child, message, ...more)
    moment(`during key store: ${name}`)
  }
  return child
}

// Of the bank's answers only the whole one counts: the app hears of it after us.
const { request } = net
net.request = (options) => {
  const sent = request.call(net, options)
  const { method, url } = options
  const name = `${method} ${new URL(url).pathname}`
  if (!/\/(simpleenroll|simplereenroll|cmp|who-am-i)$/.test(name)) return sent
  const { end } = sent
  sent.on('response', (answer) => answer.on('end', () => moment(`after bank: ${name}`)))
  sent.end = (...body) => {
    moment(`before bank: ${name}`)
    end.apply(sent, body)
    moment(`during bank: ${name}`)
  }
  return sent
}
