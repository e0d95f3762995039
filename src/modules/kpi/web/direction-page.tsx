import type { ReactNode } from 'react'
export function DirectionPage(): ReactNode {
  return null
}
