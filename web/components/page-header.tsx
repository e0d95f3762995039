// The head of a page: where I am, its title, one sentence of verdict, at most one primary action.
import type { ReactNode } from 'react'
import { useLayoutEffect } from 'react'
import { trail, type TrailStep } from '../frame/trail.ts'
import './page-header.css'

export interface PageHeaderProps {
  readonly title: string
  /** Which of several pages with this title it is, for the title of the window only. */
  readonly part?: string
  /** The pages above this one, outermost first. */
  readonly above?: readonly TrailStep[]
  /** One sentence: what there is to know here. */
  readonly verdict?: ReactNode
  /** At most one primary action; quieter ones may stand beside it. */
  readonly action?: ReactNode
  readonly badge?: ReactNode
}

const noSteps: readonly TrailStep[] = []

export function PageHeader({ title, part, above = noSteps, verdict, action, badge }: PageHeaderProps): ReactNode {
  const key = JSON.stringify(above)
  // Before it is painted: whoever sees the page's title finds it on its window, too.
  useLayoutEffect(() => {
    const steps = JSON.parse(key) as readonly TrailStep[]
    // Two windows never have the same title: “Réunions – Production” is not “Réunions – Logistique”.
    const which = part ?? (steps.length > 1 ? steps.at(-1)?.label : undefined)
    document.title = `${which === undefined ? title : `${title} – ${which}`} · Socle`
    trail.set({ title, above: steps })
  }, [title, part, key])
  return (
    <header className="page-head">
      <div className="page-head-text">
        <div className="row">
          <h1 tabIndex={-1}>{title}</h1>
          {badge}
        </div>
        {verdict === undefined ? null : <p className="page-head-verdict">{verdict}</p>}
      </div>
      {action === undefined ? null : <div className="page-head-actions row">{action}</div>}
    </header>
  )
}
