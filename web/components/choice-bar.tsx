// A few choices side by side, one of them in force: ranges, status filters.
import type { ReactNode } from 'react'
import './choice-bar.css'

export interface BarChoice {
  readonly value: string
  readonly label: ReactNode
}

export interface ChoiceBarProps {
  readonly label: string
  readonly choices: readonly BarChoice[]
  readonly value: string
  readonly onChange: (value: string) => void
}

export function ChoiceBar({ label, choices, value, onChange }: ChoiceBarProps): ReactNode {
  return (
    <div className="choice-bar" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}
