import { mkdtempSync, rmSync } from 'node:fs'
import https from 'node:https'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openAuthority } from '../../../main/demo-bank/ca/authority.ts'
import { openRollover } from '../../../main/demo-bank/ca/rollover.ts'
import { listen } from '../../../main/demo-bank/web/server.ts'

it('the bank’s port sends what it has at once, and does not wait until a client has heard what went before', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-server-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay')
  onTestFinished(() => setNoDelay.mockRestore())
  const rollover = await openRollover(folder, await openAuthority(folder, Date.now()), Date.now)
  const options = { host: 'localhost', port: 0, clock: Date.now, asks: () => true }
  /** Of each connection that was taken: was it told to send at once? */
  const atOnce: boolean[] = []
  const server = await listen(rollover, options, ({ socket }, answer) => {
    // The socket below TLS has the same ports.
    const told = (setNoDelay.mock.contexts as Socket[]).filter(({ localPort }) => localPort === socket.localPort)
    atOnce.push(told.length > 0 && setNoDelay.mock.calls.every(([wanted]) => wanted !== false))
    answer.end()
  })
  onTestFinished(() => server.close())
  for (const host of ['127.0.0.1', 'localhost']) {
    await new Promise((resolve, reject) => {
      const asked = https.get({ host, port: server.port, rejectUnauthorized: false, agent: false }, resolve)
      asked.once('error', reject)
    })
  }
  expect(atOnce).toEqual([true, true])
})
