import { product } from '../renewal/product/product.ts'

/** What `koshin --schedule` says on the console. */
interface Time {
  readonly hour: number
  readonly minute: number
}

const clock = ({ hour, minute }: Time): string => `${hour}:${String(minute).padStart(2, '0')}`

/** `daily` and `at-login` say when; others begin with that. */
export const scheduleWords = {
  ja: {
    daily: (time: Time) => `毎日 ${clock(time)} ごろ`,
    'at-login': () => '毎日ではなく、デスクトップへのログインのたび',
    renews: (when: string) => `${when}に、更新時期の電子証明書を更新します。`,
    unanswered: (when: string) =>
      `${when}に実行しますが、確認に「はい」と答える者がいないため、更新は行われません。--yes を付けて登録し直すか、管理ポリシーの consent を managed にしてください。`,
    userAnswers: (when: string) =>
      `${when}に実行しますが、管理ポリシー（consent: user）により利用者が確認に答えるため、更新は行われません。`,
    notDaily: `このパソコンには、毎日の実行に使う利用者の systemd がありません。毎日実行するには、cron などから ${product.program} --unattended renew --all-banks を1日1回実行してください。`,
    off: '毎日の更新は設定されていません。',
  },
  en: {
    daily: (time: Time) => `Every day at about ${clock(time)}`,
    'at-login': () => 'Not every day, but at each login to a desktop,',
    renews: (when: string) => `${when} the certificate that is due is renewed.`,
    unanswered: (when: string) =>
      `${when} a run starts, but renews nothing, because nobody answers the confirmations. Say it again with --yes, or have the managed policy say consent: managed.`,
    userAnswers: (when: string) =>
      `${when} a run starts, but renews nothing, because by the managed policy (consent: user) the user answers the confirmations.`,
    notDaily: `There is no systemd of this user here, which would start it every day. For that have cron, or another scheduler, run ${product.program} --unattended renew --all-banks once a day.`,
    off: 'No daily renewal is scheduled.',
  },
} as const
