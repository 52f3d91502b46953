/** Something to draw on: the display that is there, or an Xvfb of our own that ends with us. */
import { spawn } from 'node:child_process'
import { endWithUs } from './children.mjs'
import { Foreseen, say } from './console.mjs'

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * Starts an Xvfb on a free display number, which it picks itself.
 * @returns {Promise<Record<string, string>>} the environment in which programs draw on it; empty where none is needed
 */
export function ownDisplay() {
  if (process.platform !== 'linux') return Promise.resolve({})
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp', '-noreset']
  const server = endWithUs(spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }))
  server.unref()
  return new Promise((resolve, reject) => {
    const fail = (reason) => reject(new Foreseen(`Xvfb, a display for where there is none, fails: ${reason}`))
    const timer = setTimeout(() => fail('it says nothing for 20 s'), 20_000)
    server.once('error', (error) => fail(error.message))
    server.once('exit', (code) => fail(`it ended with ${code}`))
    let text = ''
    const told = /** @type {import('node:stream').Readable} */ (server.stdio[3])
    told.on('data', (data) => {
      text += data
      if (!text.endsWith('\n')) return
      clearTimeout(timer)
      told.destroy()
      say(`display :${text.trim()} (Xvfb)`)
      // Toolkits prefer Wayland where they see one.
      resolve({ DISPLAY: `:${text.trim()}`, WAYLAND_DISPLAY: '' })
    })
  })
}
