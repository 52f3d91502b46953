/**
 * CMP over HTTP (RFC 9811, 3): one PKIMessage for one, by POST. The operation and profile labels of RFC 9483, 6.1, are
 * accepted and say nothing that the message does not say.
 */
import type { Bank } from '../bank.ts'
import type { Fault } from '../control.ts'
import { answer, plain, type Service } from '../web/exchange.ts'
import { type Message, readMessage } from './reading.ts'
import { kinds } from './writing.ts'
import { createConversation } from './conversation.ts'

/** The well-known path, and the one that older clients use by themselves. */
export const cmpPath = /^\/(?:\.well-known\/cmp|pkix)(?:\/[A-Za-z0-9._~-]+){0,3}\/?$/

/** Where a fault for this message would be waiting. */
export function cmpPlace(_path: string, body: Uint8Array): Fault['where'] {
  const message = messageIn(body)
  return typeof message === 'object' && message.kind === kinds.certConf ? 'cmp-confirm' : 'cmp'
}

const messageType = 'application/pkixcmp'

export function createCmpService(bank: Bank): Service {
  const converse = createConversation(bank)
  return async ({ method, headers, body, fault, amount }) => {
    if (method !== 'POST') return plain(405, 'use POST', { allow: 'POST' })
    const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (type !== messageType) return plain(415, `the content type must be ${messageType}`)
    const message = messageIn(body)
    if (typeof message === 'string') return plain(400, message)
    const said = await converse(message, { fault, amount })
    // Refusals are messages too, and signed ones: the client hears them only behind a 200 (RFC 9811, 3.3).
    return answer(200, { 'content-type': messageType, 'cache-control': 'no-store' }, said)
  }
}

function messageIn(body: Uint8Array): Message | string {
  try {
    return readMessage(body)
  } catch (error) {
    return `not a PKIMessage: ${error instanceof Error ? error.message : String(error)}`
  }
}
