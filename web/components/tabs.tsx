// Tabs whose choice stands in the URL.
import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useUrlParam } from '../url-param.ts'
import './tabs.css'

export interface UrlTab {
  readonly id: string
  readonly label: string
  readonly count?: number
  readonly content: ReactNode
}

export interface UrlTabsProps {
  readonly tabs: readonly UrlTab[]
  /** The parameter's name in the URL. */
  readonly param?: string
  readonly label: string
}

export function UrlTabs({ tabs, param = 'tab', label }: UrlTabsProps): ReactNode {
  const first = tabs[0]?.id ?? ''
  const [wanted, setWanted] = useUrlParam(param, first)
  const current = tabs.some((tab) => tab.id === wanted) ? wanted : first
  return (
    <Tabs value={current} onChange={(next) => setWanted(next ?? first)} keepMounted={false} className="url-tabs">
      <Tabs.List aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.id} value={tab.id}>
            {tab.label}
            {tab.count === undefined ? null : <span className="url-tabs-count">{tab.count}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.id} value={tab.id} pt="md">
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
