/** `koshin --help` and `koshin --version`: written before anything of Electron is needed, and without a display. */
import { writeSync } from 'node:fs'
import type { Told } from './command-line.ts'
import { commands } from './unattended/command.ts'
import { product } from '../renewal/product/product.ts'

interface Facts {
  readonly version: string
  /** Settings of a bank that may be given as options. */
  readonly settings: readonly string[]
  readonly argv: readonly string[]
}

const texts = {
  ja: {
    usage: `使い方: ${product.program} [オプション]`,
    lines: [
      ['', 'ウィンドウを開きます'],
      ['--hidden', 'ウィンドウを開かず、トレイに常駐します'],
      [`--unattended ${commands.join('|')}`, 'ウィンドウを使わずに実行し、結果を JSON で表示します'],
      ['--yes', '2 回の確認に「はい」と答えたものとします'],
      ['--status --json', 'このパソコンの状態を JSON で表示します'],
      ['--schedule daily|off [--yes]', '毎日の更新を OS に登録または解除します'],
      ['--diagnose [--json]', '電子証明書の保管場所を調べます（何も変更しません）'],
      ['--support-bundle FILE', '問い合わせ用のファイルを作ります'],
      [`FILE.${product.bankFileEnding}`, '銀行ファイルを開きます'],
      ['--bank-file-code FILE', '銀行ファイルを調べ、確認コードを表示します（銀行の方）'],
      [
        '--unattended check-bank --config FILE [--issue] [--report FILE] [--expired SHA256] [--revoked SHA256]',
        '銀行のサーバーを検査します（銀行の方）。--issue を付けると、電子証明書を発行させて調べます',
      ],
      ['--config FILE', '設定ファイルを指定します'],
      ['--bank ID, --thumbprint SHA256, --customer-id ID', '対象を選びます'],
      ['--unattended renew|status --all-banks', '設定されているすべての銀行について実行します'],
      ['--demo', 'デモの銀行で試します'],
    ],
    settings: '銀行の設定',
  },
  en: {
    usage: `Usage: ${product.program} [options]`,
    lines: [
      ['', 'opens the window'],
      ['--hidden', 'starts into the tray, without a window'],
      [`--unattended ${commands.join('|')}`, 'runs without windows and prints JSON lines'],
      ['--yes', 'answers both confirmations with はい'],
      ['--status --json', 'prints the state of this computer as JSON'],
      ['--schedule daily|off [--yes]', 'has the operating system renew once a day, or no more'],
      ['--diagnose [--json]', 'looks at the key store, and changes nothing'],
      ['--support-bundle FILE', 'writes a file for the help desk'],
      [`FILE.${product.bankFileEnding}`, 'opens a bank file'],
      ['--bank-file-code FILE', 'checks a bank file and prints its confirmation code (for banks)'],
      [
        '--unattended check-bank --config FILE [--issue] [--report FILE] [--expired SHA256] [--revoked SHA256]',
        "checks a bank's servers (for banks); with --issue it has certificates issued",
      ],
      ['--config FILE', 'names the settings file'],
      ['--bank ID, --thumbprint SHA256, --customer-id ID', 'choose what it is about'],
      ['--unattended renew|status --all-banks', 'renews, or looks, at all banks that are set'],
      ['--demo', 'tries it with a demo bank'],
    ],
    settings: 'Settings of the bank',
  },
} as const

/** @returns false where nobody hears it any more: an exception before Electron is ready ends in a crash, or a box of its own */
export function tell(told: Told, facts: Facts, write = (text: string): unknown => writeSync(1, text)): boolean {
  const text =
    told === 'version' ? `${product.name.en} ${facts.version}` : helpText(facts, languageOf(facts.argv, process.env))
  try {
    write(`${text}\n`)
    return true
  } catch {
    return false
  }
}

export function helpText({ version, settings }: Facts, language: 'ja' | 'en'): string {
  const { usage, lines, settings: ofBank } = texts[language]
  const told = lines.map(([option, meaning]) => `  ${product.program} ${option}\n      ${meaning}`)
  return [
    `${product.name[language]} ${version}`,
    usage,
    ...told,
    `${ofBank}: ${settings.map((name) => `--${name}`).join(' ')}`,
  ].join('\n')
}

/** Electron does not know the language yet. */
export function languageOf(argv: readonly string[], { LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): 'ja' | 'en' {
  const option = argv.find((argument) => argument.startsWith('--lang='))?.slice('--lang='.length)
  const named = [option, LC_ALL, LC_MESSAGES, LANG].find((name) => name !== undefined && name !== '')
  return /^ja/i.test(named ?? Intl.DateTimeFormat().resolvedOptions().locale) ? 'ja' : 'en'
}
