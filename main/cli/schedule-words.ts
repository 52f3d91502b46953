/** What `koshin --schedule` says on the console. */
interface Time {
  readonly hour: number
  readonly minute: number
}

const clock = ({ hour, minute }: Time): string => `${hour}:${String(minute).padStart(2, '0')}`

export const scheduleWords = {
  ja: {
    daily: (time: Time) => `毎日 ${clock(time)} ごろ、更新時期の電子証明書を更新します。`,
    off: '毎日の更新は設定されていません。',
    unavailable:
      'このパソコンには利用者の systemd がありません。cron などから koshin --unattended renew を1日1回実行してください。',
  },
  en: {
    daily: (time: Time) => `Every day at about ${clock(time)} the certificate that is due is renewed.`,
    off: 'No daily renewal is scheduled.',
    unavailable:
      'There is no systemd of this user here. Have cron, or another scheduler, run koshin --unattended renew once a day.',
  },
} as const
