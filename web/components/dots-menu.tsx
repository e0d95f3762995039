// What else may be done with a thing: three dots that open its acts.
import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface DotsMenuProps {
  /** What the acts are about: “Autres actions sur ce tableau de bord”. */
  readonly label: string
  /** Beside a page's title, as tall as its buttons. */
  readonly large?: boolean
  /** `Menu.Item`s. */
  readonly children: ReactNode
}

export function DotsMenu({ label, large = false, children }: DotsMenuProps): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={label} title={label} {...(large ? { size: 'lg' } : {})}>
          <IconDots size={large ? 18 : 16} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
