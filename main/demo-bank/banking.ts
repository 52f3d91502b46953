import { japaneseTime } from './mail/dates.ts'
import { opensConnections, statusOf } from './policy.ts'
import { type Answer, answer, type Question } from './web/exchange.ts'

/** The page behind "open internet banking": it says whom the bank sees, and is all that this bank does as a bank. */
export function bankingPage({ peer }: Question, now: number): Answer {
  if (peer.kind !== 'known')
    return page(403, '電子証明書が必要です', ['この画面を開くには、当行の電子証明書が必要です。'])
  const { certificate, customer } = peer
  if (!opensConnections(statusOf(certificate, now))) {
    return page(403, '電子証明書をお使いになれません', ['有効期限が切れているか、失効しています。'])
  }
  return page(200, '法人インターネットバンキング', [
    `${customer.organisation} ${customer.name} 様`,
    `電子証明書の有効期限: ${japaneseTime(certificate.notAfter)}`,
    '練習用のデモ銀行です。お取引はできません。',
  ])
}

/** The front door, for whoever opens the bank's address without a path. */
export function frontPage(): Answer {
  return page(200, 'デモ銀行', ['練習用の銀行です。実在の銀行とは関係ありません。'])
}

function page(status: number, title: string, lines: readonly string[]): Answer {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  }
  return answer(
    status,
    headers,
    [
      '<!doctype html><html lang="ja"><meta charset="utf-8">',
      `<title>${escaped(title)} - デモ銀行</title>`,
      '<style>body{font-family:sans-serif;max-width:40rem;margin:4rem auto;line-height:1.8;color:#1b2733}</style>',
      `<h1>${escaped(title)}</h1>`,
      ...lines.map((line) => `<p>${escaped(line)}</p>`),
      '</html>',
    ].join('\n'),
  )
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`)
}
