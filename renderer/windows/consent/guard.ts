import { useEffect, useState } from 'react'

/** ms in which a key or click meant for the window underneath may still arrive. */
const guardTime = 500

/**
 * False while an answer could be an accident: right after the question appears, and right after the window comes to
 * the front. A second press of the Enter that began the renewal must not answer what nobody has read.
 */
export function useGuard(): boolean {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    let timer = setTimeout(() => setOpen(true), guardTime)
    function rearm() {
      clearTimeout(timer)
      setOpen(false)
      timer = setTimeout(() => setOpen(true), guardTime)
    }
    window.addEventListener('focus', rearm)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('focus', rearm)
    }
  }, [])
  return open
}
