/** Notifications on a session bus on which other programs are, too. */
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findDaemon, freedesktopAnnouncer } from '../../../../../main/desktop/notices/freedesktop/notifications.ts'
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type Value,
} from '../../../../../main/desktop/notices/freedesktop/wire.ts'

const daemon = ':1.5'
const stranger = ':1.66'
let folder: string
let server: net.Server
let client: net.Socket | undefined

/** A bus whose only service shows notifications, all under the number 7. */
const answers: Readonly<Record<string, readonly [signature: string, ...Value[]]>> = {
  Hello: ['s', ':1.9'],
  GetNameOwner: ['s', daemon],
  GetCapabilities: ['as', ['actions']],
  Notify: ['u', 7],
  GetServerInformation: ['ssss', 'Daemon\u001b[31m\n\u202e', 'x'.repeat(1000), '1.0', '1.2'],
}

function serve(socket: net.Socket): void {
  client = socket
  let received = Buffer.alloc(0)
  let greeted = false
  socket.on('data', (part: Buffer) => {
    received = Buffer.concat([received, part])
    if (!greeted) {
      const end = received.indexOf('BEGIN\r\n')
      if (end < 0) return void (received.includes('AUTH') && socket.write('OK 1234\r\n'))
      greeted = true
      received = received.subarray(end + 7)
    }
    for (let next = decodeMessage(received); next !== undefined; next = decodeMessage(received)) {
      received = received.subarray(next.size)
      const { serial, member = '' } = next.message
      const [signature, ...body] = answers[member] ?? []
      const content = signature === undefined ? {} : { signature, body }
      socket.write(
        encodeMessage({ type: 'answer', serial: serial + 100, replySerial: serial, sender: daemon, ...content }),
      )
    }
  })
}

function signal(sender: string | undefined, member: string, signature: string, body: readonly Value[]): void {
  const place = { path: '/org/freedesktop/Notifications', interface: 'org.freedesktop.Notifications' }
  const from: Partial<Message> = sender === undefined ? {} : { sender }
  client!.write(encodeMessage({ type: 'signal', serial: 900, ...place, ...from, member, signature, body }))
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-bus-'))
  server = net.createServer(serve)
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'bus'), resolve))
})
afterEach(() => {
  client?.destroy()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

async function show() {
  const announcer = freedesktopAnnouncer({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(folder, 'bus')}` })
  const chosen = vi.fn()
  const announcement = {
    title: '電子証明書更新通知',
    body: 'あと7日',
    urgent: false,
    actions: [{ id: 'renew', label: '証明書更新' }],
  }
  await new Promise<void>((resolve, reject) =>
    announcer.show(announcement, { shown: resolve, chosen, failed: (reason) => reject(new Error(reason)) }),
  )
  return chosen
}

describe('a button of a notification', () => {
  it('is pressed by the program that shows it', async () => {
    const chosen = await show()
    signal(daemon, 'ActionInvoked', 'us', [7, 'renew'])
    await vi.waitFor(() => expect(chosen.mock.calls).toEqual([['renew']]))
  })

  it('is not pressed, nor taken away, by another program on the bus', async () => {
    const chosen = await show()
    for (const sender of [stranger, undefined, 'org.freedesktop.Notifications']) {
      signal(sender, 'ActionInvoked', 'us', [7, 'renew'])
      signal(sender, 'NotificationClosed', 'uu', [7, 2])
    }
    // The daemon's own comes after all of those, and is the only one.
    signal(daemon, 'ActionInvoked', 'us', [7, 'default'])
    await vi.waitFor(() => expect(chosen.mock.calls).toEqual([[undefined]]))
  })
})

it('whoever shows notifications is told in one line of text, whatever it says of itself', async () => {
  const found = await findDaemon({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(folder, 'bus')}` })
  const service = expect.stringMatching(/^Daemon \[31m 1\.0 \(x{182}…$/) as string
  expect(found).toEqual({ service, actions: true })
})
