import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** Names the window: its page, and the app, which a list of windows tells it from others by. */
export function useTitle(title: string): void {
  const { t } = useTranslation()
  useEffect(() => {
    const product = t('product')
    document.title = title.includes(product) ? title : `${title} - ${product}`
  }, [title, t])
}
