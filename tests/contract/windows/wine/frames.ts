/** Structured clones over a stream of bytes: each is its length in 4 octets, then what v8 makes of it. */
import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

/** To Windows' Node: its next worker (file:) with the number of its turn, or what is said to the one whose turn it is. */
export type ToGuest = { readonly worker: string; readonly turn: number } | { readonly message: unknown }

/** From it: what the worker of that turn says. */
export interface FromGuest {
  readonly turn: number
  readonly message: unknown
}

export function sendFrame(socket: Socket, message: unknown): void {
  const body = serialize(message)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  socket.write(Buffer.concat([length, body]))
}

export function onFrame(socket: Socket, listener: (message: unknown) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE()) {
      const end = 4 + pending.readUInt32LE()
      const message: unknown = deserialize(pending.subarray(4, end))
      pending = pending.subarray(end)
      listener(message)
    }
  })
}
