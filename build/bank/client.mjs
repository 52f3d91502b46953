/** Tries the client of the portal, without a network. */
import { before } from './end-points.mjs'

export const address = 'https://portal.bank.example/api'

/** Has the client ask at an end point and hear this answer; tells what it sent, and what it made of the answer. */
export async function hear(createPortal, endPoint, answer) {
  let request
  const transport = {
    async send(identity, sent) {
      const path = sent.url.slice(address.length)
      if (path === endPoint.path) request = { identity, request: sent }
      return { ok: true, value: asHttp(path === endPoint.path ? answer : before[path]) }
    },
    forget() {},
  }
  const result = await endPoint.ask(createPortal(address, transport, () => 0))
  return { request, outcome: outcome(result) }
}

function asHttp({ status, type, value, headers }) {
  const body = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
  return {
    status,
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
    body,
    date: undefined,
  }
}

function outcome(result) {
  if (result === undefined) return { does: 'ignored' }
  if (result.ok) return { does: 'accepted' }
  const { code, retry, retryAfter, until } = result.failure
  return {
    ...{ does: 'failed', code, retry },
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  }
}
