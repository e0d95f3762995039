// Choices of comfort on this device, in the account page and beside the list of shortcuts.
import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import { changeComfort, comfort, type Comfort } from '../comfort.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { useStore } from '../store.ts'

export interface ComfortChoicesProps {
  readonly only?: keyof Comfort
}

export function ComfortChoices({ only }: ComfortChoicesProps): ReactNode {
  const t = useT()
  const chosen = useStore(comfort)
  const choices = (['singleKeys', 'keepMessages'] as const).filter((choice) => only === undefined || choice === only)
  return (
    <div className="stack">
      {choices.map((choice) => (
        <Checkbox
          key={choice}
          label={t(`comfort.${choice}`)}
          description={t(`comfort.${choice}Help`)}
          checked={chosen[choice]}
          onChange={(event) => changeComfort({ [choice]: event.currentTarget.checked })}
        />
      ))}
    </div>
  )
}
