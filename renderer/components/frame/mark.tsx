import type { Preparation } from '../../../preload/contract.ts'
import './mark.css'

export type MarkState = Preparation['state']

/** Tells states apart by shape first: hollow, open ring, disc with a tick, square with a cross. */
export function Mark({ state }: { state: MarkState }) {
  return (
    <svg className={`mark mark-${state}`} viewBox="0 0 20 20" aria-hidden="true">
      {shapes[state]}
    </svg>
  )
}

const shapes = {
  waiting: <circle cx="10" cy="10" r="7" strokeDasharray="2 3.5" />,
  running: (
    <g>
      <circle cx="10" cy="10" r="2" className="mark-solid" />
      <path d="M10 3a7 7 0 1 1-7 7" className="mark-turning" />
    </g>
  ),
  passed: (
    <g>
      <circle cx="10" cy="10" r="8.5" className="mark-solid" />
      <path d="M6.2 10.4l2.6 2.6 5-5.6" className="mark-cut" />
    </g>
  ),
  failed: (
    <g>
      <rect x="2" y="2" width="16" height="16" rx="3" className="mark-solid" />
      <path d="M7 7l6 6M13 7l-6 6" className="mark-cut" />
    </g>
  ),
}
