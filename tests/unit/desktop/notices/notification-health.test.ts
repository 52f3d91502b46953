import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { notificationHealth } from '../../../../main/desktop/notices/notification-health.ts'

let supported = true
vi.mock('electron', () => ({ Notification: { isSupported: () => supported } }))

describe('on Linux, notifications', () => {
  /** A session bus that treats whoever connects like this. */
  async function bus(treat: (socket: net.Socket) => void) {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-bus-'))
    const address = path.join(folder, 'bus')
    const server = net.createServer((socket) => (socket.on('error', () => undefined), treat(socket)))
    await new Promise<void>((resolve) => void server.listen(address, resolve))
    onTestFinished(() => {
      server.close()
      rmSync(folder, { recursive: true, force: true })
    })
    return { platform: 'linux' as const, env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${address},guid=0123` } }
  }

  it('are absent without a session bus', async () => {
    const address = `unix:path=${path.join(import.meta.dirname, 'no-bus')}`
    const nowhere = { platform: 'linux' as const, env: { DBUS_SESSION_BUS_ADDRESS: address } }
    const health = await notificationHealth(undefined, nowhere)
    expect(health.state).toBe('absent')
    expect(health.reason).toContain('ENOENT')
    expect(await notificationHealth(undefined, { platform: 'linux', env: {} })).toEqual({
      state: 'absent',
      actions: false,
      reason: 'there is no session bus',
    })
  })

  it('are absent where the bus does not let us in or hangs up', async () => {
    const refuses = await bus((socket) => void socket.once('data', () => socket.write('REJECTED\r\n')))
    expect(await notificationHealth(undefined, refuses)).toMatchObject({ reason: 'the session bus does not accept us' })
    const hangsUp = await bus((socket) => void socket.once('data', () => socket.destroy()))
    expect(await notificationHealth(undefined, hangsUp)).toMatchObject({ reason: 'the session bus hung up' })
    const babbles = await bus((socket) => void socket.once('data', () => socket.write('OK 0\r\nno D-Bus message.....')))
    expect(await notificationHealth({ time: 1, shown: true }, babbles)).toEqual({
      state: 'absent',
      actions: false,
      reason: 'not a little-endian D-Bus message',
      lastTried: 1,
    })
  })
})

describe('on macOS and Windows, notifications', () => {
  const macos = { platform: 'darwin' as const, env: {} }

  it('are what became of the last one', async () => {
    const denied = 'Settings prevent the notification from being delivered.'
    expect(await notificationHealth(undefined, macos)).toEqual({ state: 'unknown', actions: true })
    const shown = await notificationHealth({ time: 5, shown: true }, macos)
    expect(shown).toMatchObject({ state: 'available', lastTried: 5 })
    expect(await notificationHealth({ time: 5, shown: false, reason: denied }, macos)).toEqual({
      state: 'denied',
      actions: true,
      reason: denied,
      lastTried: 5,
    })
  })

  it('are absent where the system has none', async () => {
    supported = false
    expect(await notificationHealth(undefined, macos)).toEqual({ state: 'absent', actions: false })
  })
})
