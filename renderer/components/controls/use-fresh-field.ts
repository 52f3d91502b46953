import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

interface FreshField {
  readonly key: number
  /** Call when the field's value was taken out of it. */
  readonly renew: () => void
}

/** A field that is made anew once its password was handed over: Chromium's undo would bring it back into the old one. */
export function useFreshField(field: RefObject<HTMLInputElement | null>): FreshField {
  const [key, setKey] = useState(0)
  const focused = useRef(false)
  useLayoutEffect(() => {
    if (focused.current) field.current?.focus()
    focused.current = false
  }, [field, key])
  return {
    key,
    renew() {
      focused.current = document.activeElement === field.current
      setKey((last) => last + 1)
    },
  }
}
